/** Orders to people and devices in Entra ID: each goes out at most once. Reference sheet entra-api, section 2. */
import type { DirectoryOrders } from '../../domain/ports/tenant.ts';
import { UpstreamError } from '../../errors.ts';
import type { GraphWrite } from '../http/graph-client.ts';
import { route } from '../http/odata.ts';
import type { DirectoryOptions } from './directory.ts';
import * as may from './entra-permissions.ts';

export function createDirectoryOrders(options: DirectoryOptions): DirectoryOrders {
  const { graph, context, once, identityProtection } = options;
  // What comes back is not needed: `true`, or nothing (the sheet has both for revoking).
  const send = async (write: GraphWrite): Promise<void> => {
    once.forget();
    await graph.send(context, write);
  };
  const judgeRisk = (verdict: 'confirmCompromised' | 'dismiss', userId: string): Promise<void> => {
    const to = RISK_ROUTES[verdict];
    if (!identityProtection) return Promise.reject(noIdentityProtection(`POST ${to.template}`));
    return send({
      method: 'POST',
      route: to,
      body: { userIds: [userId] },
      permissions: may.JUDGE_RISK,
      limits: ['identityProtection'],
    });
  };
  return {
    revokeSessions: ({ userId }) =>
      onPerson(() =>
        send({
          method: 'POST',
          route: route`/users/${userId}/revokeSignInSessions`,
          permissions: may.REVOKE_SESSIONS,
        }),
      ),
    setUserEnabled: ({ userId, enabled }) =>
      onPerson(() =>
        send({
          method: 'PATCH',
          route: route`/users/${userId}`,
          body: { accountEnabled: enabled },
          permissions: may.ENABLE_USERS,
        }),
      ),
    setDeviceEnabled: ({ deviceObjectId, enabled }) =>
      send({
        method: 'PATCH',
        route: route`/devices/${deviceObjectId}`,
        body: { accountEnabled: enabled },
        permissions: may.ENABLE_DEVICES,
      }),
    confirmCompromised: ({ userId }) => judgeRisk('confirmCompromised', userId),
    dismissRisk: ({ userId }) => judgeRisk('dismiss', userId),
  };
}

const RISK_ROUTES = {
  confirmCompromised: route`/identityProtection/riskyUsers/confirmCompromised`,
  dismiss: route`/identityProtection/riskyUsers/dismiss`,
} as const;

/** A permission is not enough for an administrator, and the refusal says nothing of it (wording UNCONFIRMED). */
export async function onPerson<T>(order: () => Promise<T>): Promise<T> {
  try {
    return await order();
  } catch (error) {
    if (!(error instanceof UpstreamError) || error.code !== 'upstream_forbidden') throw error;
    throw new UpstreamError(error.code, error.message, error.details, {
      advice:
        `${error.advice ?? ''} For somebody who holds a directory role the application itself needs a high enough one, Privileged Authentication Administrator for example.`.trim(),
    });
  }
}

export function noIdentityProtection(operation: string): UpstreamError {
  return new UpstreamError('upstream_not_configured', 'this cloud has no Identity Protection', {
    service: 'graph',
    operation,
    mayHaveArrived: false,
  });
}
