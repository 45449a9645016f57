import { ARM_ROUTES } from './azure/subscriptions.ts';
import { INDICATOR_ROUTES } from './defender/indicators.ts';
import { INVESTIGATION_ROUTES } from './defender/investigations.ts';
import { LIVE_RESPONSE_ROUTES } from './defender/live-response.ts';
import { MACHINE_ACTION_ROUTES } from './defender/machine-actions.ts';
import { MACHINE_CHANGE_ROUTES } from './defender/machine-changes.ts';
import { MACHINE_ROUTES } from './defender/machines.ts';
import { GRAPH_ROUTES } from './graph/graph-routes.ts';
import type { Route } from './http/route.ts';

/** Every endpoint that is imitated; `docs/simulator.md` lists the same. */
export const ROUTES: readonly Route[] = [
  ...GRAPH_ROUTES,
  ...MACHINE_ROUTES,
  ...MACHINE_CHANGE_ROUTES,
  ...MACHINE_ACTION_ROUTES,
  ...LIVE_RESPONSE_ROUTES,
  ...INVESTIGATION_ROUTES,
  ...INDICATOR_ROUTES,
  ...ARM_ROUTES,
];

const PREFIXES = { graph: '/v1.0', defender: '/api', arm: '', logs: '', ingest: '' } as const;

/** The coverage list: one Markdown line for each route. */
export function coverageLines(): string[] {
  return ROUTES.map((route) => {
    const onlyBeta = route.versions?.includes('v1.0') === false;
    const prefix = onlyBeta ? '/beta' : PREFIXES[route.service];
    const address = `\`${route.method} ${prefix}${route.path}\``;
    const permissions = route.permissions.map((name) => `\`${name}\``).join(' or ');
    const options = route.options === undefined ? '' : ` Options: \`${route.options}\`.`;
    const note = route.note === undefined || route.note === '' ? '' : ` ${route.note}`;
    return `- ${address}: ${permissions}.${options}${note}`;
  });
}
