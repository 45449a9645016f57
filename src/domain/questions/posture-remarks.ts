/** What else a responder must know before trusting a verdict about a device. Pure. */
import type { MachineAction } from '../tenant/device.ts';
import {
  alertCount,
  isOnboarded,
  onboardingWords,
  openAlerts,
  severityTone,
  SENSOR,
} from './device-words.ts';
import type { FailingSetting } from './device-failing-settings.ts';
import { failingPolicies, onlyHousekeeping } from './device-failing-settings.ts';
import { DAY_MS, ageMs, agoText, spanText, untilText, utcText } from './elapsed.ts';
import { isolationState } from './isolation.ts';
import { registrationRemarks } from './other-registrations.ts';
import type { PostureFacts, Remark } from './posture-facts.ts';
import { isAbsent, knownValue, worstTone } from './posture-facts.ts';

const STALE_CHECK_IN_DAYS = 7;

export function remarks(facts: PostureFacts, now: Date): readonly Remark[] {
  return [
    ...failing(facts),
    ...grace(facts, now),
    ...sensor(facts, now),
    ...intunePresence(facts),
    ...defenderPresence(facts),
    ...entraPresence(facts),
    ...checkIn(facts, now),
    ...antivirus(facts),
    ...alerts(facts, now),
    ...disabled(facts),
    ...isolation(facts, now),
    ...registrationRemarks(facts.others, now),
  ];
}

/** The part of it that bears on compliance. */
export function complianceRemarks(facts: PostureFacts, now: Date): readonly Remark[] {
  return [
    ...failing(facts),
    ...grace(facts, now),
    ...intunePresence(facts),
    ...entraPresence(facts),
    ...checkIn(facts, now),
  ];
}

/** The part of it that bears on risk. */
export function riskRemarks(facts: PostureFacts, now: Date): readonly Remark[] {
  return [
    ...sensor(facts, now),
    ...alerts(facts, now),
    ...isolation(facts, now),
    ...registrationRemarks(facts.others, now),
  ];
}

/** Every failing setting of every policy, once. */
export function failingList(facts: PostureFacts): readonly FailingSetting[] {
  const policies = knownValue(facts.policies);
  if (policies === null) return [];
  const all = failingPolicies(policies).flatMap((policy) => policy.settings ?? []);
  return all.filter((setting, index) => all.findIndex((s) => s.setting === setting.setting) === index);
}

/** The device fails only by its records and check-ins. */
export function failsByHousekeeping(facts: PostureFacts): boolean {
  const policies = knownValue(facts.policies);
  return policies !== null && onlyHousekeeping(failingPolicies(policies));
}

function failing(facts: PostureFacts): readonly Remark[] {
  const state = knownValue(facts.managed)?.complianceState;
  if (state !== 'noncompliant' && state !== 'inGracePeriod' && state !== 'error' && state !== 'conflict')
    return [];
  const policies = knownValue(facts.policies);
  if (policies === null) return [];
  const settings = failingList(facts);
  const unread = failingPolicies(policies).filter((policy) => policy.settings === null);
  const names = unread.map((policy) => policy.name).join(', ');
  const tone = state !== 'noncompliant' || failsByHousekeeping(facts) ? 'warning' : 'bad';
  if (settings.length === 0) {
    return [
      {
        tone,
        short: null,
        sentence:
          unread.length === 0
            ? 'Intune names no setting that fails: the state may come from an earlier evaluation.'
            : `Not met: ${names}; which of its settings fail could not be read.`,
      },
    ];
  }
  const problems = settings.map((setting) => lowerFirst(setting.problem));
  return [
    {
      tone,
      short: `${problems.slice(0, 2).join('; ')}${problems.length > 2 ? `; ${problems.length - 2} more` : ''}`,
      sentence: `${settings.length === 1 ? 'One setting fails' : `${settings.length} settings fail`}: ${problems.join('; ')}.`,
    },
    ...(failsByHousekeeping(facts)
      ? [
          {
            tone: 'warning' as const,
            short: null,
            sentence: 'This is housekeeping, not a weakness of the device: no security setting fails.',
          },
        ]
      : []),
    ...(settings.some((setting) => setting.state === 'error')
      ? [
          {
            tone: 'warning' as const,
            short: null,
            sentence:
              'A setting in error keeps its earlier state for up to 7 days; then the device counts as not compliant at once, without grace.',
          },
        ]
      : []),
    ...riskTrace(facts, settings),
  ];
}

/** Not compliant because of Defender's risk: which alert stands behind it. */
function riskTrace(facts: PostureFacts, settings: readonly FailingSetting[]): readonly Remark[] {
  if (!settings.some((setting) => setting.kind === 'risk')) return [];
  const [worst] = openAlerts(knownValue(facts.alerts) ?? []);
  if (worst === undefined) return [];
  return [
    {
      tone: 'bad',
      short: null,
      sentence: `The worst open alert behind that risk is "${worst.title}" (${worst.severity}).`,
    },
  ];
}

function grace(facts: PostureFacts, now: Date): readonly Remark[] {
  const managed = knownValue(facts.managed);
  if (managed?.complianceState !== 'inGracePeriod') return [];
  const end = managed.complianceGracePeriodExpirationDateTime;
  const age = ageMs(now, end);
  if (end === null || age === null) {
    return [
      {
        tone: 'warning',
        short: null,
        sentence: 'It is in its grace period; Intune does not say when that ends.',
      },
    ];
  }
  return [
    {
      tone: 'warning',
      short: null,
      sentence:
        age > 0
          ? `Its grace period ended ${agoText(now, end)} (${utcText(end)}): Intune marks it as not compliant when it next evaluates it.`
          : `Its grace period ends ${untilText(now, end)} (${utcText(end)}): unless it is fixed by then it counts as not compliant, and policies that require a compliant device refuse it.`,
    },
  ];
}

function sensor(facts: PostureFacts, now: Date): readonly Remark[] {
  const machine = knownValue(facts.machine);
  if (machine === null || !isOnboarded(machine) || machine.healthStatus === 'Active') return [];
  const age = ageMs(now, machine.lastSeen);
  const since = age === null ? 'it never reported' : `its last report is ${spanText(age)} old`;
  const silent = machine.healthStatus === 'Inactive';
  return [
    {
      tone: machine.healthStatus === 'Unknown' ? 'unknown' : 'warning',
      short: silent
        ? `its sensor has been silent${age === null ? '' : ` for ${spanText(age)}`}`
        : `its sensor is ${SENSOR[machine.healthStatus].words}`,
      sentence: silent
        ? `Its Defender sensor is silent (${since}): risk, exposure and alerts are from then, and an action would wait until it checks in.`
        : `The state of its Defender sensor is ${SENSOR[machine.healthStatus].words}: ${since}, and something may be missing.`,
    },
  ];
}

function intunePresence(facts: PostureFacts): readonly Remark[] {
  return [
    ...(isAbsent(facts.managed)
      ? [remark('warning', 'Intune answered and does not manage this device: nothing checks its compliance.')]
      : []),
    ...(knownValue(facts.managed)?.managementAgent === 'msSense'
      ? [
          remark(
            'warning',
            'It is managed by Defender security settings management only, not enrolled: Intune evaluates no compliance for it.',
          ),
        ]
      : []),
  ];
}

function defenderPresence(facts: PostureFacts): readonly Remark[] {
  const machine = knownValue(facts.machine);
  return [
    ...(isAbsent(facts.machine)
      ? [
          remark(
            'warning',
            'Defender for Endpoint answered and does not know this device: it sees no risk or alert there.',
          ),
        ]
      : []),
    ...(machine !== null && !isOnboarded(machine)
      ? [
          remark(
            'warning',
            `Defender for Endpoint has seen this device; onboarding: ${onboardingWords(machine).words}. Its risk cannot be known.`,
          ),
        ]
      : []),
  ];
}

function entraPresence(facts: PostureFacts): readonly Remark[] {
  return [
    ...(isAbsent(facts.directory)
      ? [
          remark(
            'warning',
            'Entra ID answered and holds no registration of it: a policy that requires a compliant device cannot recognise it.',
          ),
        ]
      : []),
  ];
}

function checkIn(facts: PostureFacts, now: Date): readonly Remark[] {
  const managed = knownValue(facts.managed);
  if (managed === null) return [];
  const age = ageMs(now, managed.lastSyncDateTime);
  if (age === null) return [remark('warning', 'It has never checked in with Intune.')];
  if (age < STALE_CHECK_IN_DAYS * DAY_MS) return [];
  return [
    {
      tone: 'warning',
      short: `Intune last heard from it ${spanText(age)} ago`,
      sentence: `It last checked in with Intune ${spanText(age)} ago: its compliance is as old as that.`,
    },
  ];
}

function antivirus(facts: PostureFacts): readonly Remark[] {
  const state = knownValue(facts.protection);
  if (state === null) return [];
  const off =
    state.malwareProtectionEnabled === false
      ? 'its antivirus is off'
      : state.realTimeProtectionEnabled === false
        ? 'real-time protection is off'
        : null;
  return [
    ...(off === null
      ? []
      : [
          {
            tone: 'bad' as const,
            short: off,
            sentence: `${upperFirst(off)}, as Intune last heard from the device.`,
          },
        ]),
    ...(state.signatureUpdateOverdue === true
      ? [remark('warning', 'Its antivirus signatures are overdue.')]
      : []),
    ...(state.tamperProtectionEnabled === false ? [remark('warning', 'Tamper protection is off.')] : []),
  ];
}

function alerts(facts: PostureFacts, now: Date): readonly Remark[] {
  const open = openAlerts(knownValue(facts.alerts) ?? []);
  const [worst] = open;
  if (worst === undefined) return [];
  const tone = worstTone(open.map((alert) => severityTone(alert.severity)));
  const when = worst.alertCreationTime === null ? '' : `, ${agoText(now, worst.alertCreationTime)}`;
  return [
    {
      tone: tone === 'neutral' ? 'neutral' : tone,
      short: open.length === 1 ? `an open alert (${worst.severity})` : `${open.length} open alerts`,
      sentence: `Open alerts: ${alertCount(open)}; the worst is "${worst.title}"${when}.`,
    },
  ];
}

function disabled(facts: PostureFacts): readonly Remark[] {
  return knownValue(facts.directory)?.accountEnabled === false
    ? [
        {
          tone: 'warning',
          short: 'its registration is disabled in Entra ID',
          sentence: 'Its registration is disabled in Entra ID: it cannot sign in as this device.',
        },
      ]
    : [];
}

function isolation(facts: PostureFacts, now: Date): readonly Remark[] {
  const actions = knownValue(facts.actions);
  if (actions === null) return [];
  const state = isolationState(actions);
  switch (state.state) {
    case 'unknown':
      return [
        {
          tone: 'unknown',
          short: 'whether it is isolated is not known',
          sentence: `Whether it is isolated is not known: ${state.why}.`,
        },
      ];
    case 'isolating':
      return [remark('warning', `Isolation was sent ${by(state.action, now)} and is not confirmed yet.`)];
    case 'releasing':
      return [
        remark(
          'warning',
          `It is isolated; the release was sent ${by(state.action, now)} and is not confirmed yet.`,
        ),
      ];
    case 'isolated':
      return [
        remark('warning', `It was isolated ${by(state.action, now)} and has been since.`),
        ...cameToNothing(state.failed, now, 'it is still isolated'),
      ];
    case 'notIsolated':
      return cameToNothing(state.failed, now, 'it is not isolated');
  }
}

function by(action: MachineAction, now: Date): string {
  const who = action.requestor === null || action.requestor === '' ? 'somebody not named' : action.requestor;
  return `${agoText(now, action.creationDateTimeUtc)} by ${who}`;
}

function cameToNothing(failed: MachineAction | null, now: Date, so: string): readonly Remark[] {
  if (failed === null) return [];
  const what = failed.type === 'Isolate' ? 'An isolation' : 'A release';
  return [remark('warning', `${what}, asked for ${by(failed, now)}, ended as ${failed.status}: ${so}.`)];
}

function remark(tone: Remark['tone'], sentence: string): Remark {
  return { tone, short: null, sentence };
}

function lowerFirst(text: string): string {
  // Names such as BitLocker keep their capital.
  return /^(No|The|It|This|Real|Early|Code|Secure|Memory|System|Microsoft|BitLocker|Configuration|Defender)\b/.test(
    text,
  )
    ? text.replace(/^(No|The|It|This|Real|Early|Code|Memory)\b/, (word) => word.toLowerCase())
    : text;
}

function upperFirst(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
