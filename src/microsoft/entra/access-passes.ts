/**
 * Temporary Access Passes. Microsoft's pages "authentication-post-temporaryaccesspassmethods" and its neighbours (v1.0);
 * the properties from reference sheet entra-api, section 3. The pass goes from the answer to whoever asked for it: it is
 * neither logged nor kept here.
 */
import { z } from 'zod/v4';
import type { AccessPasses } from '../../domain/ports/tenant.ts';
import type { AccessPass } from '../../domain/tenant/user.ts';
import { UpstreamError } from '../../errors.ts';
import { saysNotFound } from '../http/answering.ts';
import type { GraphWrite } from '../http/graph-client.ts';
import { route } from '../http/odata.ts';
import { readList } from '../http/read-many.ts';
import { readAs } from '../http/wire.ts';
import type { DirectoryOptions } from './directory.ts';
import { onPerson } from './directory-orders.ts';
import * as may from './entra-permissions.ts';
import { accessPass } from './wire-entra.ts';

const made: z.ZodType<{ readonly pass: AccessPass; readonly secret: string }> = z
  .intersection(accessPass, z.object({ temporaryAccessPass: z.string().min(1) }))
  .transform(({ temporaryAccessPass: secret, ...pass }) => ({ pass, secret }));

export function createAccessPasses({ graph, context, once }: DirectoryOptions): AccessPasses {
  return {
    accessPasses: (userId) =>
      once.ask(['accessPasses', userId], () =>
        readList(graph, context, accessPass, {
          route: route`/users/${userId}/authentication/temporaryAccessPassMethods`,
          permissions: may.MAKE_PASSES,
          list: true,
        }),
      ),
    async createAccessPass({ userId, lifetimeInMinutes, isUsableOnce }) {
      const write: GraphWrite = {
        method: 'POST',
        route: route`/users/${userId}/authentication/temporaryAccessPassMethods`,
        body: { lifetimeInMinutes, isUsableOnce },
        permissions: may.MAKE_PASSES,
      };
      once.forget();
      const answer = await onPerson(() => withPolicyAdvice(() => graph.send(context, write)));
      return readAs(made, answer, graph.writeCall(context, write));
    },
    async deleteAccessPass({ userId, passId }) {
      once.forget();
      try {
        await onPerson(() =>
          graph.send(context, {
            method: 'DELETE',
            route: route`/users/${userId}/authentication/temporaryAccessPassMethods/${passId}`,
            permissions: may.MAKE_PASSES,
          }),
        );
      } catch (error) {
        if (!saysNotFound(error)) throw error;
      }
    },
  };
}

/**
 * What Microsoft answers when its policy leaves the person out is UNCONFIRMED (people report a 400 that speaks of the
 * "UserCredentialPolicy"), so it is said of every plain refusal.
 */
async function withPolicyAdvice<T>(order: () => Promise<T>): Promise<T> {
  try {
    return await order();
  } catch (error) {
    if (!(error instanceof UpstreamError) || error.code !== 'upstream_rejected') throw error;
    throw new UpstreamError(error.code, error.message, error.details, {
      advice:
        'The tenant may not allow passes for this person, or not such ones: see Authentication methods, Policies, Temporary Access Pass in the Entra admin center.',
    });
  }
}
