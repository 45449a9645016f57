/** Which of Microsoft's services carries an action out, as people call it: it follows from the record acted on. */
import type { SourceName } from '../tenant/evidence.ts';
import type { ActsOn } from './action.ts';

interface ActingService {
  /** In a short sentence: `Accepted by Defender`. */
  readonly name: 'Defender' | 'Intune' | 'Entra ID';
  /** As evidence and gaps name it. */
  readonly source: SourceName;
}

const SERVICES: Readonly<Record<ActsOn, ActingService>> = {
  machine: { name: 'Defender', source: 'Defender for Endpoint' },
  managedDevice: { name: 'Intune', source: 'Intune' },
  directoryDevice: { name: 'Entra ID', source: 'Entra ID' },
  user: { name: 'Entra ID', source: 'Entra ID' },
};

export function actingService({ actsOn }: { readonly actsOn: ActsOn }): ActingService {
  return SERVICES[actsOn];
}
