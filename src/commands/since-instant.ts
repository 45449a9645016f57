/** "24h", "7 days", "today", "yesterday", "monday", 2026-11-22: where a look back begins. */
const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const LONGEST_MS = 10 * 365 * 86_400_000;

/** Null when it is no time, or lies ahead. */
export function sinceInstant(typed: string, now: Date): Date | null {
  const text = typed.trim().toLowerCase();
  const midnight = new Date(now.toISOString().slice(0, 10));
  if (text === 'today') return midnight;
  if (text === 'yesterday') return new Date(midnight.getTime() - 86_400_000);
  const weekday = WEEKDAYS.indexOf(text.replace(/^last /, ''));
  if (weekday >= 0) {
    const daysAgo = (now.getUTCDay() - weekday + 7) % 7 || 7;
    return new Date(midnight.getTime() - daysAgo * 86_400_000);
  }
  const span =
    /^(?:last |past )?(\d{0,4})\s*(m|min|mins|minutes?|h|hrs?|hours?|d|days?|w|weeks?)(?: ago)?$/.exec(text);
  if (span?.[2] !== undefined) {
    const count = span[1] === '' || span[1] === undefined ? 1 : Number(span[1]);
    const ms = count * (UNITS[span[2].charAt(0)] ?? 0);
    return ms > 0 && ms <= LONGEST_MS ? new Date(now.getTime() - ms) : null;
  }
  if (!/^\d{4}-\d{2}-\d{2}(t[\d:.]+(z|[+-]\d{2}:?\d{2})?)?$/.test(text)) return null;
  const at = new Date(text.toUpperCase());
  return Number.isNaN(at.getTime()) || at > now ? null : at;
}
