/** Causes of gaps in words: a title, what it means for one sign-in, and how it is closed. */
import type { SignInFacts } from '../conditional-access/facts.ts';
import type { AccessNames } from './access-words.ts';
import { askedFor, conditionWords, listWords, missingWords } from './access-words.ts';
import type { GapCause, GapFinding } from './fleet-gap-cause.ts';

interface CauseWords {
  readonly title: string;
  /** Ends the sentence "most …". */
  readonly through: string;
  readonly fix: string;
}

export const CAUSE_WORDS: Readonly<Record<GapCause, CauseWords>> = {
  orAlternative: {
    title: 'Something else was enough (OR)',
    through: 'because a policy takes something else instead of a compliant device',
    fix: 'Let the policy ask for all its controls (AND), or ask for the compliant device in a policy of its own.',
  },
  excluded: {
    title: 'Excluded',
    through: 'because an exclusion leaves them out',
    fix: 'Take them out of the excluded group, or give the exclusion an end; nested groups count.',
  },
  legacyClient: {
    title: 'Legacy client',
    through: 'because the policy is not for legacy clients',
    fix: 'Block Exchange ActiveSync and other legacy clients for everybody, in a policy of its own.',
  },
  otherClient: {
    title: 'Another kind of client',
    through: 'because the policy is not for this kind of client',
    fix: 'Let the policy cover browsers and apps: leave client apps unconfigured.',
  },
  unknownPlatform: {
    title: 'Platform not recognised',
    through: 'because no platform was recognised and the policy names its platforms',
    fix: 'Block platforms that are not recognised: include all, exclude those that you support.',
  },
  otherPlatform: {
    title: 'Another platform',
    through: 'because the policy is not for their platform',
    fix: 'Add the platform to the policy, or block it where it is not supported.',
  },
  place: {
    title: 'Place left out',
    through: 'because the policy leaves their place out',
    fix: 'Do not exclude places from a policy about devices: a bad device is no better in the office.',
  },
  deviceFilter: {
    title: 'Left out by the device filter',
    through: 'because the device filter leaves them out',
    fix: 'Make the filter positive and narrow; a negative rule also spares devices without a value.',
  },
  otherCondition: {
    title: 'Another condition of the policy',
    through: 'because another condition of the policy was not met',
    fix: 'Ask for the compliant device whatever the risk or the authentication flow.',
  },
  reportOnly: {
    title: 'Report-only',
    through: 'because the policy that would stop them is report-only',
    fix: 'Turn the policy on; its report-only results in the sign-in log show who is affected.',
  },
  noPolicy: {
    title: 'No policy asks for a compliant device',
    through: 'because no enabled policy asks these people for a compliant device in these apps',
    fix: 'Extend a policy that asks for a compliant device to these people and apps.',
  },
  riskUnseen: {
    title: 'High risk, yet compliant',
    through: 'because a device at high risk still counts as compliant',
    fix: "Let a compliance policy ask for a machine risk score, and check Intune's Defender connector.",
  },
  notExplained: {
    title: 'Not explained',
    through: 'for a reason that is not known',
    fix: 'Look at one of these sign-ins in the log, under Conditional Access: the policies may have changed since.',
  },
  enrolmentApp: {
    title: 'Enrolment',
    through: 'because enrolment stays open',
    fix: 'Nothing: a device has to reach enrolment to become compliant.',
  },
  compliantThen: {
    title: 'Compliant at that time',
    through: 'because the device still counted as compliant then',
    fix: 'Nothing, if the sign-ins end there; Entra hears of a change from Intune after a while.',
  },
};

/** Gaps in protection; the others are told beside them, and not counted. */
export function isGap(cause: GapCause): boolean {
  return cause !== 'enrolmentApp' && cause !== 'compliantThen';
}

/** `CA05 also takes multifactor authentication`. */
export function findingWords(finding: GapFinding, facts: SignInFacts, names: AccessNames): string {
  const policy = finding.policy?.displayName ?? '';
  switch (finding.cause) {
    case 'noPolicy':
      return 'no enabled policy asks for a compliant device here';
    case 'orAlternative':
      return `${policy} also takes ${askedFor(finding.instead, 'OR', names)}`;
    case 'reportOnly':
      return `${policy} would have stopped it, but is report-only`;
    case 'compliantThen':
      return `${policy} asks for a compliant device, and the log says that it was compliant`;
    case 'riskUnseen':
      return `${policy} asks for a compliant device, and it counts as one`;
    case 'enrolmentApp':
      return 'Microsoft lets enrolment through';
    case 'notExplained': {
      if (finding.missing.length === 0) return `${policy} would stop such a sign-in today`;
      const missing = missingWords(finding.missing, []);
      return `${policy} may cover it: that depends on ${listWords(missing)}`;
    }
    default:
      return finding.condition === null
        ? policy
        : `${policy} ${conditionWords(finding.condition, facts, names)}`;
  }
}

/** Where Microsoft's record says something else. */
export function disputeWords({ disputed }: GapFinding): readonly string[] {
  return disputed.map(
    ({ policy, said }) =>
      `Microsoft recorded "${said}" for ${policy.displayName}: it, or a membership, may have changed since`,
  );
}
