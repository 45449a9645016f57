/** Ends every session of a person: they have to sign in again. Reference sheet entra-api, sections 0.6 and 2. */
import { agoText, utcText } from '../questions/elapsed.ts';
import type { ActionDefinition } from './action.ts';
import { ON_PERSON, directoryChange, stateReached } from './directory-change.ts';
import { OPEN_SESSIONS_END, signInsSince } from './open-sessions.ts';
import { stateProof } from './state-proof.ts';
import { isHomedElsewhere } from './user-facts.ts';
import { userPreflight } from './user-preflight.ts';

/** Our clock and Microsoft's may differ so much. */
const SKEW_MS = 60_000;

export const revokeSessions: ActionDefinition = {
  verb: 'revokeSessions',
  title: 'Revoke the sessions of',
  done: 'signed out of every session',
  actsOn: 'user',
  risk: 'disruptive',
  reversal: { none: 'the person signs in again' },
  permissions: ['User.RevokeSessions.All'],
  platforms:
    'Accounts of this tenant. Administrators only if the application holds a high enough directory role itself',
  parameters: {},
  effect: ({ target }) =>
    `${target.name} has to sign in again on every device and in every app. ${OPEN_SESSIONS_END} Whoever knows the password signs in again too.`,
  takes: 'Refresh tokens are invalid within minutes.',
  undoing: 'none; the person signs in again.',
  proof: 'The account, read anew: sessions that began before this are invalid',

  preflight: (order, ports, clock) =>
    userPreflight(order, ports, clock, ({ user }) => ({
      blockers: [
        // UNCONFIRMED: the sheet does not speak of guests.
        isHomedElsewhere(user)
          ? {
              code: 'notSupported',
              message:
                'This person signs in at another organization: their sessions can be revoked there only. Disabling the account here keeps them out.',
            }
          : null,
      ],
      warnings:
        user.accountEnabled === false ? ['The account is disabled already: no new session can begin.'] : [],
      underWay: null,
    })),

  ...directoryChange('revokeSessions', ON_PERSON, (directory, order) => directory.revokeSessions(order)),

  // Revoked since it was sent: by this call, or to the same effect.
  async findOwn(order, _requestId, ports) {
    if (order.sentAt === undefined) return null;
    const from = await ports.directory.sessionsValidFrom(order.target.id);
    return isSince(from, order.sentAt) ? stateReached(order, true) : null;
  },

  async verify(order, _upstreamId, since, ports, clock) {
    const from = await ports.directory.sessionsValidFrom(order.target.id);
    const now = clock.now();
    const sent = order.sentAt ?? since;
    if (from === null) {
      const says = 'Entra ID, read anew, does not say from when on sessions are valid';
      return stateProof({ holds: false, says }, since, now);
    }
    const says = `Entra ID, read anew: sessions that began before ${utcText(from)} (${agoText(now, from)}) are invalid`;
    if (!isSince(from, sent)) return stateProof({ holds: false, says }, since, now);
    const log = await signInsSince(order.target.id, from, ports, clock);
    return stateProof({ holds: true, says: `${says}; ${log}` }, since, now);
  },
};

function isSince(from: string | null, sentAt: string): boolean {
  return from !== null && Date.parse(from) >= Date.parse(sentAt) - SKEW_MS;
}
