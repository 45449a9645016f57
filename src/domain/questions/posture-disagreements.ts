/**
 * Where Entra ID, Intune and Defender do not say the same about a device, and why. Pure.
 * Sources: reference sheets intune-api (sections 0, 3 and 4b), entra-api (section 3), mde-api (section 4).
 */
import { PARTNER_LEVEL, RISK_LEVEL, connectorCause } from './defender-connector.ts';
import { PARTNER, RISK, isOnboarded } from './device-words.ts';
import { nothingChecked } from './device-failing-settings.ts';
import { DAY_MS, ageMs, agoText, latest } from './elapsed.ts';
import type { PostureFacts, Remark } from './posture-facts.ts';
import { isAbsent, knownValue } from './posture-facts.ts';

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
    const cause = connectorCause(facts.connector, managed, now);
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
