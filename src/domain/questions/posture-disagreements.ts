/**
 * Where Entra ID, Intune and Defender do not say the same about a device, and why. Pure.
 * Sources: reference sheets intune-api (sections 0, 3 and 4b), entra-api (section 3), mde-api (section 4).
 */
import type { PartnerThreatState, RiskScore } from '../tenant/device.ts';
import { PARTNER, RISK, isOnboarded } from './device-words.ts';
import { nothingChecked } from './device-failing-settings.ts';
import { DAY_MS, ageMs, agoText, latest } from './elapsed.ts';
import type { PostureFacts, Remark } from './posture-facts.ts';
import { isAbsent, knownValue } from './posture-facts.ts';

const RISK_LEVEL: Readonly<Record<RiskScore, number | null>> = {
  None: 0,
  Informational: 0,
  Low: 1,
  Medium: 2,
  High: 3,
  unknown: null,
};
const PARTNER_LEVEL: Partial<Readonly<Record<PartnerThreatState, number>>> = {
  secured: 0,
  lowSeverity: 1,
  mediumSeverity: 2,
  highSeverity: 3,
  compromised: 3,
};
/** Public tooling uses 7 days where the connector names no threshold (sheet intune-api, section 4b). */
const HEARTBEAT_DAYS = 7;
const STALE_ENTRA_DAYS = 30;

export function disagreements(facts: PostureFacts, now: Date): readonly Remark[] {
  return [riskNotHeard, complianceNotFollowed, nobodyChecks, staleEntraRecord].flatMap((rule) =>
    rule(facts, now),
  );
}

/** Only where it bears on risk. */
export function riskDisagreements(facts: PostureFacts, now: Date): readonly Remark[] {
  return riskNotHeard(facts, now);
}

/** Defender's risk now against what Intune last heard of it. */
function riskNotHeard(facts: PostureFacts, now: Date): readonly Remark[] {
  const machine = knownValue(facts.machine);
  const managed = knownValue(facts.managed);
  if (machine === null || managed === null || !isOnboarded(machine)) return [];
  const risk = RISK_LEVEL[machine.riskScore];
  if (risk === null) return [];
  const heard = PARTNER_LEVEL[managed.partnerReportedThreatState] ?? null;
  const holds = PARTNER[managed.partnerReportedThreatState];
  const compliant = managed.complianceState === 'compliant';
  if (risk > (heard ?? 0)) {
    const cause = connectorCause(facts, now);
    return [
      {
        tone: compliant && machine.riskScore === 'High' ? 'bad' : 'warning',
        short: managed.complianceState === 'noncompliant' ? null : cause.short,
        sentence: `Defender says ${RISK[machine.riskScore].words}, Intune last heard "${holds}": ${cause.why}.`,
      },
    ];
  }
  if (heard !== null && heard > risk) {
    return [
      {
        tone: 'warning',
        short: compliant ? null : 'Intune still holds an older risk',
        sentence: `Defender now says ${RISK[machine.riskScore].words}, Intune still holds "${holds}" from earlier: it clears when the services next sync (at least every 24 h) and the device checks in.`,
      },
    ];
  }
  if (risk > 0 && compliant) {
    return [
      {
        tone: machine.riskScore === 'High' ? 'bad' : 'warning',
        short: 'Intune has heard and still counts it as compliant',
        sentence: `Intune has heard of the risk ("${holds}") and still counts the device as compliant: either no compliance policy of this device sets a lower limit, or it was not evaluated since.`,
      },
    ];
  }
  return [];
}

interface Cause {
  readonly short: string;
  readonly why: string;
}

function connectorCause(facts: PostureFacts, now: Date): Cause {
  const fact = facts.connector;
  if (fact === null || !fact.known) {
    const why = fact === null ? 'the connector was not asked' : fact.gap.message;
    return { short: 'Intune does not hold this risk', why: `the reason is not known (${why})` };
  }
  const connector = fact.value;
  const notConnected = 'Intune is not connected to Defender';
  if (connector === null) return { short: notConnected, why: 'the connector between them was never set up' };
  const heartbeat = connector.lastHeartbeatDateTime;
  const beat = heartbeat === null ? 'no heartbeat on record' : `last heartbeat ${agoText(now, heartbeat)}`;
  switch (connector.partnerState) {
    case 'unresponsive':
      return {
        short: 'Intune is not hearing Defender',
        why: `the connector between them is not answering (${beat})`,
      };
    case 'available':
    case 'unavailable':
      return {
        short: notConnected,
        why: `the connector between them is not enabled (${connector.partnerState})`,
      };
    case 'unknown':
      return {
        short: 'Intune does not hold this risk',
        why: `the connector is in a state that is not known (${beat})`,
      };
    case 'enabled':
      break;
  }
  const limit = connector.partnerUnresponsivenessThresholdInDays ?? HEARTBEAT_DAYS;
  const age = ageMs(now, heartbeat);
  if (age === null || age > limit * DAY_MS) {
    return {
      short: 'Intune is not hearing Defender',
      why: `the connector is enabled but silent (${beat}; limit ${limit} days)`,
    };
  }
  if (platformOff(facts)) {
    return {
      short: 'Intune does not use Defender for this platform',
      why: 'the connector is enabled, but its data is not used for this platform',
    };
  }
  const sync = knownValue(facts.managed)?.lastSyncDateTime ?? null;
  return {
    short: 'Intune has not heard of it yet',
    why: `the connector works (${beat}); the services sync at least every 24 h and the device last checked in ${agoText(now, sync)}`,
  };
}

function platformOff(facts: PostureFacts): boolean {
  const connector = knownValue(facts.connector);
  const system = (knownValue(facts.managed)?.operatingSystem ?? '').toLowerCase();
  if (connector === null) return false;
  if (system.startsWith('windows')) return connector.windowsEnabled === false;
  if (system.startsWith('ios') || system.startsWith('ipados')) return connector.iosEnabled === false;
  if (system.startsWith('android')) return connector.androidEnabled === false;
  return false;
}

/** Entra's flag is what access policies read; Intune writes it, minutes later. */
function complianceNotFollowed(facts: PostureFacts): readonly Remark[] {
  const directory = knownValue(facts.directory);
  if (directory === null) return [];
  const managed = knownValue(facts.managed);
  if (managed === null) return withoutIntune(facts, directory.isCompliant);
  const says = directory.isCompliant;
  switch (managed.complianceState) {
    case 'noncompliant':
      return says === true
        ? [
            {
              tone: 'bad',
              short: 'Entra ID still counts it as compliant',
              sentence:
                'Intune says not compliant, Entra ID still says compliant: Entra follows with a delay, and until then policies that require a compliant device let it in.',
            },
          ]
        : [];
    case 'compliant':
      return says === true
        ? []
        : [
            {
              tone: 'warning',
              short: 'Entra ID does not count it as compliant',
              sentence: `Intune says compliant, Entra ID ${says === false ? 'says not compliant' : 'was never told'}: Entra follows with a delay, and until then policies that require a compliant device refuse it.`,
            },
          ];
    case 'inGracePeriod':
      return says === false
        ? [
            {
              tone: 'warning',
              short: 'Entra ID already counts it as not compliant',
              sentence:
                'Intune has it in its grace period, Entra ID already says not compliant: policies that require a compliant device refuse it.',
            },
          ]
        : [];
    default:
      return [];
  }
}

function withoutIntune(facts: PostureFacts, says: boolean | null): readonly Remark[] {
  const flag = says === null ? 'holds no compliance for it' : says ? 'says compliant' : 'says not compliant';
  if (!isAbsent(facts.managed)) {
    return says === null
      ? []
      : [
          {
            tone: 'neutral',
            short: null,
            sentence: `Entra ID, which Intune reports to, ${flag}; how old that is cannot be told.`,
          },
        ];
  }
  return says === true
    ? [
        {
          tone: 'warning',
          short: 'Entra ID calls it compliant without Intune',
          sentence:
            'Entra ID says compliant although Intune does not know the device: the mark is left over from an earlier enrolment or comes from another management service.',
        },
      ]
    : [];
}

/** The tenant trap: without any policy a device counts as compliant. */
function nobodyChecks(facts: PostureFacts): readonly Remark[] {
  const managed = knownValue(facts.managed);
  const policies = knownValue(facts.policies);
  if (managed?.complianceState !== 'compliant' || policies === null || !nothingChecked(policies)) return [];
  return [
    {
      tone: 'warning',
      short: 'no compliance policy checks it',
      sentence:
        'It counts as compliant only because no compliance policy applies to it: this tenant treats a device without a policy as compliant.',
    },
  ];
}

function staleEntraRecord(facts: PostureFacts, now: Date): readonly Remark[] {
  const directory = knownValue(facts.directory);
  if (directory === null) return [];
  const signIn = directory.approximateLastSignInDateTime;
  const elsewhere = latest(knownValue(facts.managed)?.lastSyncDateTime, knownValue(facts.machine)?.lastSeen);
  const age = ageMs(now, signIn);
  const other = ageMs(now, elsewhere);
  if (age === null || other === null || age - other < STALE_ENTRA_DAYS * DAY_MS) return [];
  return [
    {
      tone: 'warning',
      short: null,
      sentence: `Entra ID last saw this registration sign in ${agoText(now, signIn)}, while the device was active ${agoText(now, elsewhere)}: its registration may be stale, and sign-ins may come without it.`,
    },
  ];
}
