import { param, type Call, type Route } from '../http/route.ts';
import { ok } from '../http/exchange.ts';
import { objects, text, type Json, type JsonObject } from '../json.ts';
import { Refusal } from '../refusal.ts';

/** Azure Resource Manager's error body. */
export function armErrorBody(refusal: Refusal): Json {
  return { error: { code: refusal.code, message: refusal.message } };
}

function getSubscription(call: Call) {
  const version = call.options.get('api-version');
  if (version === undefined) {
    throw new Refusal(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    );
  }
  if (!/^\d{4}-\d\d-\d\d(?:-preview)?$/.test(version)) {
    throw new Refusal(400, 'InvalidApiVersionParameter', `The api-version '${version}' is invalid.`);
  }
  const id = param(call, 'subscriptionId');
  const found = objects(call.store.object('azure')['subscriptions']).find(
    (subscription) => text(subscription['subscriptionId'])?.toLowerCase() === id.toLowerCase(),
  );
  if (found === undefined) {
    throw new Refusal(404, 'SubscriptionNotFound', `The subscription '${id}' could not be found.`);
  }
  return ok(subscriptionShape(found, id));
}

function subscriptionShape(subscription: JsonObject, id: string): JsonObject {
  return {
    id: `/subscriptions/${id}`,
    subscriptionId: id,
    displayName: subscription['displayName'] ?? null,
    state: subscription['state'] ?? 'Enabled',
  };
}

export const ARM_ROUTES: readonly Route[] = [
  {
    service: 'arm',
    method: 'GET',
    path: '/subscriptions/{subscriptionId}',
    permissions: ['Reader', 'Contributor', 'Owner', 'Security Reader', 'Security Admin'],
    limit: 'arm',
    options: 'api-version',
    note: 'Any well-formed api-version is taken.',
    handle: getSubscription,
  },
];
