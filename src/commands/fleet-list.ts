/** Lists of devices across the fleet; so far the one that matters most: bad devices that still have access. */
import type { Command } from '../domain/commands.ts';
import { fleetGaps } from '../domain/questions/fleet-gaps.ts';
import { accessListDetails } from './understanding/access-list-details.ts';
import { notAvailable } from './not-available.ts';

export const fleetListCommand: Command = {
  intent: 'fleet.list',
  examples: [
    'who with a non-compliant device still reaches mail',
    'which noncompliant devices still have access',
    'which risky devices still got into sharepoint in the last 3 days',
  ],
  summary: 'noncompliant or high-risk devices whose people still reach apps, and why',
  role: 'reader',
  run: (context) => {
    const { intent, text, tenant, signInLedger, clock, correlationId } = context;
    const { filter, ...pressed } = intent.slots;
    // A button says which app and days; of a sentence the intent keeps the filter alone.
    const slots = text === undefined ? pressed : { ...accessListDetails(text), ...pressed };
    if (filter !== 'noncompliant-with-access') return notAvailable('fleet.list').run(context);
    return fleetGaps({ ports: tenant, ledger: signInLedger, clock, correlationId }, slots);
  },
};
