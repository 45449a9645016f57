import type { Call } from '../http/route.ts';
import { accessDenied, invalidRequest } from './graph-errors.ts';
import { entityType } from './model.ts';

/**
 * The body of a PATCH that switches a user or device on or off. Who holds one of `writers` could change the other
 * properties as well; that is not imitated.
 */
export function readAccountEnabled(call: Call, type: 'user' | 'device', writers: readonly string[]): boolean {
  const body = call.body ?? {};
  for (const name of Object.keys(body)) {
    if (name === 'accountEnabled') continue;
    if (entityType(type)?.properties.has(name) !== true) {
      throw invalidRequest(
        'directory',
        `Property '${name}' does not exist as a declared property or extension property.`,
      );
    }
    if (!writers.some((role) => call.roles.has(role))) throw accessDenied();
    throw invalidRequest('directory', `Changing '${name}' is not imitated.`);
  }
  const enabled = body['accountEnabled'];
  if (typeof enabled === 'boolean') return enabled;
  const resource = type === 'user' ? 'User' : 'Device';
  throw invalidRequest(
    'directory',
    `Invalid value specified for property 'accountEnabled' of resource '${resource}'.`,
  );
}
