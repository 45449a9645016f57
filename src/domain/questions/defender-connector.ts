/**
 * Whether Intune hears what Defender says about a device, and why not. Pure. Source: reference sheet intune-api,
 * sections 0 and 4b.
 */
import type { Asked } from '../tenant/evidence.ts';
import type {
  ManagedDevice,
  PartnerThreatState,
  RiskScore,
  ThreatDefenseConnector,
} from '../tenant/device.ts';
import { DAY_MS, ageMs, agoText } from './elapsed.ts';

/** Defender's scale; null = not known. */
export const RISK_LEVEL: Readonly<Record<RiskScore, number | null>> = {
  None: 0,
  Informational: 0,
  Low: 1,
  Medium: 2,
  High: 3,
  unknown: null,
};

/** The same scale, as Intune last heard it; a state that is not here says nothing about risk. */
export const PARTNER_LEVEL: Partial<Readonly<Record<PartnerThreatState, number>>> = {
  secured: 0,
  lowSeverity: 1,
  mediumSeverity: 2,
  highSeverity: 3,
  compromised: 3,
};

/** Public tooling uses 7 days where the connector names no threshold (sheet intune-api, section 4b). */
const HEARTBEAT_DAYS = 7;

export interface ConnectorCause {
  readonly state: 'works' | 'broken' | 'unknown';
  /** For a headline. */
  readonly short: string;
  readonly why: string;
}

/** Why Intune does not hold the risk that Defender sees; `works` = nothing is wrong with the connector. */
export function connectorCause(
  fact: Asked<ThreatDefenseConnector | null> | null,
  managed: Pick<ManagedDevice, 'operatingSystem' | 'lastSyncDateTime'>,
  now: Date,
): ConnectorCause {
  if (fact === null || !fact.known) {
    const why = fact === null ? 'the connector was not asked' : fact.gap.message;
    return { state: 'unknown', short: NOT_HELD, why: `the reason is not known (${why})` };
  }
  const connector = fact.value;
  if (connector === null) {
    return { state: 'broken', short: NOT_CONNECTED, why: 'the connector between them was never set up' };
  }
  const heartbeat = connector.lastHeartbeatDateTime;
  const beat = heartbeat === null ? 'no heartbeat on record' : `last heartbeat ${agoText(now, heartbeat)}`;
  switch (connector.partnerState) {
    case 'unresponsive':
      return {
        state: 'broken',
        short: NOT_HEARING,
        why: `the connector between them is not answering (${beat})`,
      };
    case 'available':
    case 'unavailable':
      return {
        state: 'broken',
        short: NOT_CONNECTED,
        why: `the connector between them is not enabled (${connector.partnerState})`,
      };
    case 'unknown':
      return {
        state: 'unknown',
        short: NOT_HELD,
        why: `the connector is in a state that is not known (${beat})`,
      };
    case 'enabled':
      break;
  }
  const limit = connector.partnerUnresponsivenessThresholdInDays ?? HEARTBEAT_DAYS;
  const age = ageMs(now, heartbeat);
  if (age === null || age > limit * DAY_MS) {
    return {
      state: 'broken',
      short: NOT_HEARING,
      why: `the connector is enabled but silent (${beat}; limit ${limit} days)`,
    };
  }
  if (isPlatformOff(connector, managed.operatingSystem)) {
    return {
      state: 'broken',
      short: 'Intune does not use Defender for this platform',
      why: 'the connector is enabled, but its data is not used for this platform',
    };
  }
  const sync = agoText(now, managed.lastSyncDateTime);
  return {
    state: 'works',
    short: 'Intune has not heard of it yet',
    why: `the connector works (${beat}); the services sync at least every 24 h and the device last checked in ${sync}`,
  };
}

const NOT_HELD = 'Intune does not hold this risk';
const NOT_CONNECTED = 'Intune is not connected to Defender';
const NOT_HEARING = 'Intune is not hearing Defender';

function isPlatformOff(connector: ThreatDefenseConnector, operatingSystem: string | null): boolean {
  const system = (operatingSystem ?? '').toLowerCase();
  if (system.startsWith('windows')) return connector.windowsEnabled === false;
  if (system.startsWith('ios') || system.startsWith('ipados')) return connector.iosEnabled === false;
  if (system.startsWith('android')) return connector.androidEnabled === false;
  return false;
}
