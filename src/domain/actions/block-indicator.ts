/** Makes an indicator that blocks a file, an address, a name or a certificate everywhere. Reference sheet mde-api, 6. */
import { UpstreamError } from '../../errors.ts';
import type { EvidenceLine } from '../approvals/request.ts';
import type { Indicator, IndicatorKind } from '../tenant/indicator.ts';
import { MOST_INDICATORS } from '../tenant/indicator.ts';
import type { ActionDefinition, Blocker, Order, Receipt } from './action.ts';
import { isOwnComment } from './action.ts';
import { indicatorHazards } from './indicator-hazards.ts';
import { indicatorText, isBlock } from './indicator-text.ts';
import { INDICATOR_KINDS, isIndicatorKind, readIndicatorValue } from './indicator-value.ts';

/** Without a word about it an indicator would hold for ever. */
const DEFAULT_LIFE = '90 days';
const MOST_DAYS = 365;
const SHOWN_AFTER_MS = 15 * 60_000;

export const blockIndicator: ActionDefinition = {
  verb: 'blockIndicator',
  title: 'Block',
  done: 'put on the block list',
  actsOn: 'tenant',
  risk: 'disruptive',
  reversal: {
    verb: 'unblockIndicator',
    parameters: (_own, done) => ({ indicatorId: done?.upstreamId ?? '' }),
  },
  permissions: ['Ti.ReadWrite.All'],
  platforms:
    'Devices with Microsoft Defender Antivirus; addresses and names also need network protection in block mode, files cloud protection',
  parameters: { kind: { read: readKind }, lasts: { read: readLife } },
  effect: (order) =>
    `Every onboarded device of the organization is told to block ${order.target.name}, and to raise an alert when it meets it, for ${lifeOf(order)}.`,
  takes:
    'By Microsoft: files within minutes, at most half an hour; addresses, URLs and domains up to two hours; certificates up to three.',
  undoing: 'Undo here deletes this one indicator; that is a request with its own approval.',
  record: 'Indicator',
  proof: 'The indicator, read anew, is there and blocks; that devices enforce it no API tells',

  async preflight(order, ports) {
    const kind = kindOf(order);
    const { id: value } = order.target;
    const [existing, used, ownDomains] = await Promise.all([
      ports.indicators.of(value),
      orNull(() => ports.indicators.count()),
      orNull(() => ports.directory.ownDomains()),
    ]);
    const same = existing.filter((one) => one.kind === kind);
    const hazards = indicatorHazards(kind, value, ownDomains);
    const warnings = [
      ...hazards.warnings,
      ...(used === null
        ? [`How many of the ${MOST_INDICATORS} indicators are in use could not be read.`]
        : []),
    ];
    const read = readIndicatorValue(kind, value);
    return {
      blockers: [
        'why' in read ? ({ code: 'notSupported', message: read.why } as const) : null,
        ...hazards.blockers,
        existingBlocker(same),
        fullBlocker(used),
      ].filter((one) => one !== null),
      warnings,
      evidence: [
        ...warnings.map((one): EvidenceLine => ({ label: 'Warning', value: one })),
        { label: 'Kind', value: INDICATOR_KINDS[kind] },
        { label: 'Sent', value: `${actionFor(kind)}, with an alert of high severity, all devices` },
        { label: 'Expires', value: `${lifeOf(order)} after it is sent` },
        { label: 'Works on', value: ENFORCED[kind] },
        { label: 'Indicators of it', value: same.map(indicatorText).join('; ') || 'none' },
        {
          label: 'Indicators used',
          value: used === null ? 'could not be read' : `${used} of ${MOST_INDICATORS}`,
        },
      ],
      protection: { tags: [], deviceValue: null },
      facts: { 'Indicators of it': same.map(indicatorText).join('; ') || 'none' },
      // One that somebody else has made is a blocker, and never taken over: Undo would delete it.
      underWay: null,
    };
  },

  call: (order) => ({ operation: 'indicators.block', input: inputOf(order) }),
  async start(order, comment, ports) {
    return receiptOf(await ports.indicators.block({ ...inputOf(order), comment }), true);
  },

  async findOwn(order, requestId, ports) {
    const found = (await ports.indicators.of(order.target.id)).find(({ description }) =>
      isOwnComment(description, requestId),
    );
    return found === undefined ? null : receiptOf(found, true);
  },
  findLive: () => Promise.resolve(null),
  // Defender's answer was the end of it.
  poll: (upstreamId) => Promise.resolve({ upstreamId, status: 'Succeeded', note: null, ours: true } as const),

  async verify(order, upstreamId, since, ports, clock) {
    const now = clock.now();
    const at = now.toISOString();
    const found = (await ports.indicators.of(order.target.id)).find(({ id }) => id === upstreamId);
    if (found !== undefined && isBlock(found)) {
      const evidence = `The indicator, read anew: ${indicatorText(found)}. Whether a device enforces it no API tells.`;
      return { verified: 'yes', evidence, at };
    }
    const says = found === undefined ? 'is not there' : `says ${found.action}`;
    return now.getTime() - Date.parse(since) < SHOWN_AFTER_MS
      ? {
          verified: 'pending',
          evidence: `Accepted, not proven: the indicator, read anew, ${says} so far.`,
          at,
        }
      : { verified: 'no', evidence: `The indicator, read anew, ${says}.`, at };
  },
};

/** From Microsoft's pages about indicators; what each device has turned on is not in this API. */
const FILES =
  'Windows 10 1703 or newer, Windows 11, Windows Server 2016 or newer, with cloud protection and "allow or block file" turned on';
const NETWORK =
  'devices with Defender Antivirus active and network protection in block mode; Edge by SmartScreen. Whether a device has it cannot be read here';
const ENFORCED: Readonly<Record<IndicatorKind, string>> = {
  sha256: FILES,
  sha1: FILES,
  certificate: FILES,
  ip: NETWORK,
  domain: NETWORK,
  url: `${NETWORK}; a path under https is told apart in Edge only`,
};

function existingBlocker(same: readonly Indicator[]): Blocker | null {
  const found = same.find(isBlock) ?? same[0];
  if (found === undefined) return null;
  return isBlock(found) && found.deviceGroups.length === 0
    ? { code: 'alreadyDone', message: `It is blocked already: ${indicatorText(found)}.` }
    : {
        code: 'notSupported',
        message: `There is an indicator for it already, which this would overwrite: ${indicatorText(found)}. Remove that one first ("unblock …"), or change it in the Defender portal.`,
      };
}

function fullBlocker(used: number | null): Blocker | null {
  return used !== null && used >= MOST_INDICATORS
    ? {
        code: 'notSupported',
        message: `All ${MOST_INDICATORS} indicators that a tenant may have are in use: remove some first.`,
      }
    : null;
}

/** A file is stopped from running; a certificate knows remediation only. */
function actionFor(kind: IndicatorKind): 'Block' | 'BlockAndRemediate' {
  return kind === 'certificate' ? 'BlockAndRemediate' : 'Block';
}

function inputOf(order: Order): {
  readonly value: string;
  readonly kind: IndicatorKind;
  readonly action: 'Block' | 'BlockAndRemediate';
  readonly hours: number;
} {
  const kind = kindOf(order);
  const [count = '0', unit] = lifeOf(order).split(' ');
  return {
    value: order.target.id,
    kind,
    action: actionFor(kind),
    hours: Number(count) * (unit?.startsWith('day') === true ? 24 : 1),
  };
}

function receiptOf({ id }: Indicator, ours: boolean): Receipt {
  return { upstreamId: id, status: 'Succeeded', note: null, ours };
}

function kindOf({ parameters }: Order): IndicatorKind {
  const { kind = '' } = parameters;
  return isIndicatorKind(kind) ? kind : 'domain';
}

function lifeOf({ parameters }: Order): string {
  return parameters.lasts ?? DEFAULT_LIFE;
}

function readKind(typed: string): { readonly value: string } | { readonly why: string } {
  return isIndicatorKind(typed)
    ? { value: typed }
    : { why: `An indicator is one of ${Object.keys(INDICATOR_KINDS).join(', ')}.` };
}

/** `30 days`, `4 hours`. */
function readLife(typed: string): { readonly value: string } | { readonly why: string } {
  if (typed === '') return { value: DEFAULT_LIFE };
  const found = /^([1-9]\d{0,4}) (days?|hours?)$/.exec(typed);
  const hours = Number(found?.[1] ?? 0) * (found?.[2]?.startsWith('day') === true ? 24 : 1);
  return hours > 0 && hours <= MOST_DAYS * 24
    ? { value: typed }
    : { why: `A block lasts from an hour to ${MOST_DAYS} days.` };
}

async function orNull<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UpstreamError) return null;
    throw error;
  }
}
