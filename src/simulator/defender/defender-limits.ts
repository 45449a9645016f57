import type { LimitName } from '../throttle.ts';

/** Defender counts calls for every endpoint: 100 a minute and 1,500 an hour unless its page says otherwise. */
export function defenderLimit(endpoint: string, perMinute = 100, perHour = 1500): LimitName {
  return { defender: endpoint, perMinute, perHour };
}
