import type { Check } from '../finding.ts';
import { verdictOf } from '../standard-sign-in.ts';

const LEGACY = [
  ['exchangeActiveSync', 'Exchange ActiveSync'],
  ['other', 'other legacy clients (IMAP, POP, SMTP)'],
] as const;

/** Found by evaluating: whatever shuts legacy clients out counts, a block or a control that they cannot meet. */
export const legacyOpen: Check = {
  id: 'legacy-open',
  title: 'Legacy clients get in',
  run({ compiled }) {
    const open = LEGACY.filter(
      ([clientAppType]) => verdictOf(compiled, { clientAppType, platform: null }) === 'allowed',
    );
    if (open.length === 0) return [];
    return [
      {
        policy: null,
        severity: 'high',
        effect: `${open.map(([, name]) => name).join(' and ')} reach Exchange Online with a password alone`,
        fix: 'block Exchange ActiveSync and other clients for all users and all resources',
      },
    ];
  },
};
