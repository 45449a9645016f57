/** What can be asked or done next about a device. */
import type { ResolvedDevice } from './resolve-device.ts';
import type { IntentName } from '../intents.ts';
import type { Offer } from './answer.ts';
import type { DeviceRecord } from './device-records.ts';
import { recordName, recordReference } from './device-records.ts';
import { canIsolate } from './device-words.ts';
import { isolationState } from './isolation.ts';
import { carriesRisk } from './other-registrations.ts';
import type { PostureFacts } from './posture-facts.ts';
import { knownValue } from './posture-facts.ts';
import { reachEmailOffer } from './reach-offer.ts';

const TITLES: Partial<Readonly<Record<IntentName, string>>> = {
  'device.posture': 'Whole picture',
  'device.compliance': 'Compliance',
  'device.risk': 'Risk',
  'device.alerts': 'Alerts',
  'device.vulnerabilities': 'Vulnerabilities',
  'device.software': 'Software',
  'device.logons': 'Who logged on',
};

export function deviceOffer(device: Pick<ResolvedDevice, 'reference'>, intent: IntentName): Offer {
  return { title: TITLES[intent] ?? intent, intent, slots: { device: device.reference } };
}

/** Isolation as it fits: nothing is offered that the device cannot do. */
export function isolationOffers(
  reference: string,
  facts: Pick<PostureFacts, 'machine' | 'actions'>,
): readonly Offer[] {
  const machine = knownValue(facts.machine);
  if (machine === null || !canIsolate(machine)) return [];
  const isolate: Offer = {
    title: 'Isolate…',
    intent: 'action.isolate',
    slots: { device: reference, kind: 'full' },
    style: 'destructive',
  };
  const release: Offer = { title: 'Release…', intent: 'action.release', slots: { device: reference } };
  const actions = knownValue(facts.actions);
  switch (actions === null ? 'unknown' : isolationState(actions).state) {
    case 'notIsolated':
      return [isolate];
    case 'isolated':
    case 'isolating':
      return [release];
    case 'releasing':
      return [];
    case 'unknown':
      return [isolate, release];
  }
}

/** At most six: that many are visible on a card. */
export function postureOffers(reference: string, facts: PostureFacts): readonly Offer[] {
  const monitored = knownValue(facts.machine) !== null;
  const owner = personOf(facts);
  const isolation = isolationOffers(reference, facts);
  const questions: readonly IntentName[] = monitored
    ? ['device.alerts', 'device.vulnerabilities', 'device.logons']
    : [];
  return [
    ...isolation,
    ...facts.others.filter(carriesRisk).slice(0, 1).map(otherOffer),
    ...questions.map((intent) => deviceOffer({ reference }, intent)),
    ...(owner === null ? [] : [reachEmailOffer(owner, { device: reference })]),
  ].slice(0, 6);
}

function otherOffer(record: DeviceRecord): Offer {
  return {
    title: `The other ${recordName(record)}`,
    intent: 'device.posture',
    slots: { device: recordReference(record) },
  };
}

/** Entra's registered owner, or whom Intune names; the account's state is known of the former only. */
function personOf(facts: PostureFacts): Parameters<typeof reachEmailOffer>[0] | null {
  const owner = knownValue(facts.owners)?.[0];
  if (owner !== undefined) return { ...owner, id: owner.userPrincipalName };
  const managed = knownValue(facts.managed);
  const upn = managed?.userPrincipalName ?? '';
  return upn === '' ? null : { id: upn, displayName: managed?.userDisplayName ?? upn, accountEnabled: null };
}
