/** `riskyUsers.json` and `riskDetections.json`. */
import type { RiskDetection, RiskyUser } from '@microsoft/microsoft-graph-types';
import { personOf } from './people.ts';
import { ISAIAH_UNFAMILIAR, RAUL_ATTACK, type SignInSpec } from './sign-in-catalogue.ts';
import { signInIds } from './sign-ins.ts';
import { DAY, HOUR, MINUTE, NOW, ago, guid, iso } from './stable.ts';

interface RiskSpec {
  readonly person: string;
  readonly level: 'low' | 'medium' | 'high' | 'none';
  readonly state: RiskyUser['riskState'];
  readonly detail: RiskyUser['riskDetail'];
  readonly updatedHoursAgo: number;
}

const USERS: readonly RiskSpec[] = [
  { person: 'raul.razo', level: 'high', state: 'atRisk', detail: 'none', updatedHoursAgo: 32 },
  { person: 'isaiah.langer', level: 'low', state: 'atRisk', detail: 'none', updatedHoursAgo: 52 },
  {
    person: 'delia.dennis',
    level: 'none',
    state: 'remediated',
    detail: 'userPerformedSecuredPasswordChange',
    updatedHoursAgo: 20 * 24,
  },
  {
    person: 'grady.archie',
    level: 'none',
    state: 'dismissed',
    detail: 'adminDismissedAllRiskForUser',
    updatedHoursAgo: 30 * 24,
  },
  {
    person: 'nestor.wilke',
    level: 'high',
    state: 'confirmedCompromised',
    detail: 'adminConfirmedUserCompromised',
    updatedHoursAgo: 11 * 24,
  },
];

export const riskyUsers = (): RiskyUser[] =>
  USERS.map((spec) => {
    const person = personOf(spec.person);
    return {
      id: person.id,
      isDeleted: false,
      isProcessing: false,
      riskLevel: spec.level,
      riskState: spec.state ?? 'none',
      riskDetail: spec.detail ?? 'none',
      riskLastUpdatedDateTime: ago(spec.updatedHoursAgo * HOUR),
      userDisplayName: person.displayName,
      userPrincipalName: person.upn,
    };
  });

interface DetectionSpec {
  readonly person: string;
  readonly type: string;
  readonly level: 'low' | 'medium' | 'high';
  readonly state: RiskDetection['riskState'];
  readonly detail: RiskDetection['riskDetail'];
  readonly timing: 'realtime' | 'offline';
  readonly activity: 'signin' | 'user';
  readonly at: number;
  readonly signIn?: SignInSpec;
  readonly ip: string | null;
  readonly place: readonly [string, string, string] | null;
}

const DETECTIONS: readonly DetectionSpec[] = [
  {
    person: 'raul.razo',
    type: 'unfamiliarFeatures',
    level: 'high',
    state: 'atRisk',
    detail: 'none',
    timing: 'realtime',
    activity: 'signin',
    at: NOW - 33 * HOUR,
    signIn: RAUL_ATTACK,
    ip: '192.0.2.66',
    place: ['Rotterdam', 'Zuid-Holland', 'NL'],
  },
  {
    person: 'raul.razo',
    type: 'leakedCredentials',
    level: 'high',
    state: 'atRisk',
    detail: 'none',
    timing: 'offline',
    activity: 'user',
    at: NOW - 32 * HOUR,
    ip: null,
    place: null,
  },
  {
    person: 'isaiah.langer',
    type: 'unfamiliarFeatures',
    level: 'low',
    state: 'atRisk',
    detail: 'none',
    timing: 'realtime',
    activity: 'signin',
    at: NOW - 52 * HOUR,
    signIn: ISAIAH_UNFAMILIAR,
    ip: '203.0.113.201',
    place: ['Hamburg', 'Hamburg', 'DE'],
  },
  {
    person: 'delia.dennis',
    type: 'anonymizedIPAddress',
    level: 'medium',
    state: 'remediated',
    detail: 'userPerformedSecuredPasswordChange',
    timing: 'realtime',
    activity: 'signin',
    at: NOW - 20 * DAY - 2 * HOUR,
    ip: '192.0.2.71',
    place: ['Rotterdam', 'Zuid-Holland', 'NL'],
  },
  {
    person: 'grady.archie',
    type: 'impossibleTravel',
    level: 'medium',
    state: 'dismissed',
    detail: 'adminDismissedAllRiskForUser',
    timing: 'offline',
    activity: 'signin',
    at: NOW - 31 * DAY,
    ip: '203.0.113.202',
    place: ['Dublin', 'Dublin', 'IE'],
  },
];

function toDetection(spec: DetectionSpec): RiskDetection {
  const person = personOf(spec.person);
  const ids = spec.signIn === undefined ? null : signInIds(spec.signIn);
  return {
    id: guid('risk detection', spec.person, spec.type),
    requestId: ids?.requestId ?? null,
    correlationId: ids?.correlationId ?? null,
    riskEventType: spec.type,
    riskState: spec.state ?? 'none',
    riskLevel: spec.level,
    riskDetail: spec.detail ?? 'none',
    source: 'IdentityProtection',
    detectionTimingType: spec.timing,
    activity: spec.activity,
    tokenIssuerType: 'AzureAD',
    ipAddress: spec.ip,
    location:
      spec.place === null
        ? null
        : { city: spec.place[0], state: spec.place[1], countryOrRegion: spec.place[2], geoCoordinates: null },
    activityDateTime: iso(spec.at),
    detectedDateTime: iso(spec.at + 3 * MINUTE),
    lastUpdatedDateTime: iso(spec.at + 9 * MINUTE),
    userId: person.id,
    userDisplayName: person.displayName,
    userPrincipalName: person.upn,
    additionalInfo: '[]',
  };
}

export const riskDetections = (): RiskDetection[] =>
  [...DETECTIONS].sort((left, right) => right.at - left.at).map(toDetection);
