/** Which of Microsoft's services carries an action out, as people call it: it follows from the record acted on. */
import type { SourceName } from '../tenant/evidence.ts';
import type { ActsOn } from './action.ts';

interface ActingService {
  /** In a short sentence: `Accepted by Defender`. */
  readonly name: 'Defender' | 'Intune' | 'Entra ID';
  /** As evidence and gaps name it. */
  readonly source: SourceName;
  /** Where people see and do the same. */
  readonly portal: string;
}

const SERVICES: Readonly<Record<ActsOn, ActingService>> = {
  machine: { name: 'Defender', source: 'Defender for Endpoint', portal: 'Defender portal' },
  managedDevice: { name: 'Intune', source: 'Intune', portal: 'Intune admin center' },
  directoryDevice: { name: 'Entra ID', source: 'Entra ID', portal: 'Entra admin center' },
  tenant: { name: 'Defender', source: 'Defender for Endpoint', portal: 'Defender portal' },
  user: { name: 'Entra ID', source: 'Entra ID', portal: 'Entra admin center' },
};

export function actingService({ actsOn }: { readonly actsOn: ActsOn }): ActingService {
  return SERVICES[actsOn];
}
