import type { Route } from './http/route.ts';

/** Does one of the route's alternatives hold? `A + B` needs both. */
export function isPermitted(route: Route, roles: ReadonlySet<string>): boolean {
  if (route.permissions.length === 0) return true;
  return route.permissions.some((alternative) => alternative.split(' + ').every((role) => roles.has(role)));
}
