/** Lists of devices across the fleet; so far the one that matters most: bad devices that still have access. */
import type { Command } from '../domain/commands.ts';
import { fleetGaps } from '../domain/questions/fleet-gaps.ts';
import { notAvailable } from './not-available.ts';

export const fleetListCommand: Command = {
  intent: 'fleet.list',
  examples: [
    'who with a non-compliant device still reaches mail',
    'which noncompliant devices still have access',
  ],
  summary: 'noncompliant or high-risk devices whose people still reach apps, and why',
  role: 'reader',
  run: (context) => {
    const { intent, tenant, signInLedger, clock, correlationId } = context;
    const { filter, ...slots } = intent.slots;
    if (filter !== 'noncompliant-with-access') return notAvailable('fleet.list').run(context);
    return fleetGaps({ ports: tenant, ledger: signInLedger, clock, correlationId }, slots);
  },
};
