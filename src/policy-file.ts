/**
 * Reads policy.yaml (product contract, section 6). Every fault is reported at once with
 * its line, key and reason; what is not known is a fault: a misspelt key must never loosen a rule.
 */
import { LineCounter, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Node, Pair, YAMLMap } from 'yaml';
import { DEFAULT_RULE } from './domain/approvals/policy.ts';
import type {
  ActionRule,
  Freeze,
  ProtectedMatch,
  ProtectionRule,
  ResponsePolicy,
} from './domain/approvals/policy.ts';
import type { Role } from './domain/approvals/service.ts';
import { INTENT_SLOTS } from './domain/intents.ts';
import { FileFaultError } from './errors.ts';

export interface PolicyFault {
  readonly line: number;
  /** `actions.wipe.approvals`; empty for the file as a whole. */
  readonly key: string;
  readonly reason: string;
}

/** All faults of one policy file. */
export class PolicyFaultsError extends FileFaultError {
  readonly faults: readonly PolicyFault[];
  constructor(file: string, faults: readonly [PolicyFault, ...PolicyFault[]]) {
    const [first, ...others] = faults;
    const more = others.map((fault) => `; ${file}:${fault.line}: ${textOf(fault)}`).join('');
    super('policy_invalid', file, first.line, `${textOf(first)}${more}`, {
      advice: 'correct the file; its form is explained in docs/response-policy.md',
    });
    this.faults = faults;
  }
}

function textOf(fault: PolicyFault): string {
  return fault.key === '' ? fault.reason : `${fault.key}: ${fault.reason}`;
}

const ACTIONS: ReadonlySet<string> = new Set(
  Object.keys(INTENT_SLOTS)
    .filter((intent) => intent.startsWith('action.'))
    .map((intent) => intent.slice('action.'.length)),
);
const ROLES: readonly Role[] = ['reader', 'responder', 'approver'];
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
const WEEK_MINUTES = 7 * 24 * 60;
const MOST_APPROVALS = 10;
const MOST_REISSUES = 10;

export function parsePolicyFile(text: string, fileName: string): ResponsePolicy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, schema: 'core' });
  const faults: PolicyFault[] = document.errors.map((error) => ({
    line: lines.linePos(error.pos[0]).line,
    key: '',
    reason: `not valid YAML: ${error.message.split('\n')[0] ?? ''}`,
  }));
  const reader = new Reader(lines, faults);
  const policy = faults.length > 0 ? null : readPolicy(reader, document.contents, fileName);
  const [first, ...others] = faults.sort((a, b) => a.line - b.line);
  if (first !== undefined || policy === null) {
    throw new PolicyFaultsError(fileName, [first ?? { line: 1, key: '', reason: 'is empty' }, ...others]);
  }
  return policy;
}

function readPolicy(reader: Reader, root: Node | null, fileName: string): ResponsePolicy | null {
  const keys = [
    'version',
    'roles',
    'actions',
    'protected',
    'limits',
    'approvals',
    'freeze',
    'oncall',
    'automation',
  ];
  const map = reader.map({ node: root, key: '', line: 1 }, keys);
  if (map === null) return null;
  const version = map.version;
  if (version === undefined) reader.fault({ node: null, key: 'version', line: 1 }, 'is missing; it is 1');
  else if (reader.value(version) !== 1) reader.fault(version, 'must be 1');
  const roles = reader.map(map.roles, ROLES) ?? {};
  const actions = readActions(reader, map.actions);
  const limits = reader.map(map.limits, ['perHour', 'perPersonPerHour']) ?? {};
  const approvals = reader.map(map.approvals, ['channel', 'escalateAfterMinutes', 'breakGlass']) ?? {};
  const oncall = reader.map(map.oncall, ['rota', 'shifts']) ?? {};
  return {
    source: fileName,
    roles: {
      reader: readIds(reader, roles.reader),
      responder: readIds(reader, roles.responder),
      approver: readIds(reader, roles.approver),
    },
    defaultRule: { ...DEFAULT_RULE, ...actions.get('default') },
    actions: Object.fromEntries([...actions].filter(([verb]) => verb !== 'default')),
    protected: reader.list(map.protected).flatMap((entry) => readProtection(reader, entry)),
    limits: {
      perHour: readPerHour(reader, limits.perHour),
      perPersonPerHour: reader.whole(limits.perPersonPerHour, 1, 100_000) ?? null,
    },
    approvals: {
      channel: reader.textOrNull(approvals.channel),
      escalateAfterMinutes: reader.whole(approvals.escalateAfterMinutes, 1, WEEK_MINUTES) ?? null,
      breakGlass: readIds(reader, approvals.breakGlass),
    },
    freeze: reader.list(map.freeze).flatMap((entry) => readFreeze(reader, entry)),
    oncall: { rota: readIds(reader, oncall.rota), shifts: readTeam(reader, oncall.shifts) },
    automation: reader.list(map.automation).map((entry) => reader.plain(entry)),
  };
}

function readActions(reader: Reader, at: At | undefined): Map<string, Partial<ActionRule>> {
  const result = new Map<string, Partial<ActionRule>>();
  for (const [verb, entry] of reader.entries(at)) {
    if (verb !== 'default' && !ACTIONS.has(verb)) {
      reader.fault(entry, 'is no action; actions are the intents without `action.`, and `default`');
      continue;
    }
    const rule = reader.map(entry, RULE_KEYS);
    if (rule !== null) result.set(verb, readRule(reader, rule));
  }
  return result;
}

const RULE_KEYS = [
  'approvals',
  'eachOf',
  'ask',
  'approve',
  'expiresMinutes',
  'reasonRequired',
  'reissue',
] as const;

function readRule(reader: Reader, rule: Fields): Partial<ActionRule> {
  const approvals = reader.whole(rule.approvals, 1, MOST_APPROVALS);
  const ask = readRoles(reader, rule.ask);
  const approve = readRoles(reader, rule.approve);
  const expiresMinutes = reader.whole(rule.expiresMinutes, 1, WEEK_MINUTES);
  const reasonRequired = reader.flag(rule.reasonRequired);
  const reissue = reader.whole(rule.reissue, 0, MOST_REISSUES);
  const eachOf = readEachOf(reader, rule.eachOf);
  return {
    ...(approvals === undefined ? {} : { approvals }),
    ...(ask === undefined ? {} : { ask }),
    ...(approve === undefined ? {} : { approve }),
    ...(expiresMinutes === undefined ? {} : { expiresMinutes }),
    ...(reasonRequired === undefined ? {} : { reasonRequired }),
    ...(reissue === undefined ? {} : { reissue }),
    ...(eachOf === undefined ? {} : { eachOf }),
  };
}

/** An empty list says that the action needs none of those that `default` names. */
function readEachOf(reader: Reader, at: At | undefined): readonly string[] | undefined {
  if (at === undefined) return undefined;
  const ids = readIds(reader, at);
  if (ids.length > MOST_APPROVALS) reader.fault(at, `must name at most ${MOST_APPROVALS}`);
  if (new Set(ids).size < ids.length) {
    reader.fault(at, 'names one twice; `approvals` says how many people are needed in all');
  }
  return ids;
}

function readRoles(reader: Reader, at: At | undefined): readonly Role[] | undefined {
  if (at === undefined) return undefined;
  const roles = reader.list(at).flatMap((entry) => {
    const role = ROLES.find((one) => one === reader.value(entry));
    if (role === undefined) reader.fault(entry, `must be one of ${ROLES.join(', ')}`);
    return role === undefined ? [] : [role];
  });
  if (roles.length === 0) reader.fault(at, 'must name at least one role');
  return roles;
}

function readProtection(reader: Reader, entry: At): ProtectionRule[] {
  const fields = reader.map(entry, ['match', ...RULE_KEYS]);
  if (fields === null) return [];
  if (fields.match === undefined) {
    reader.fault(entry, 'has no `match`: it would protect nothing');
    return [];
  }
  const kinds = reader.map(fields.match, ['tags', 'names', 'groups', 'deviceValues']);
  if (kinds === null) return [];
  const match: ProtectedMatch = {
    tags: reader.texts(kinds.tags),
    names: reader.texts(kinds.names),
    groups: readIds(reader, kinds.groups),
    deviceValues: readDeviceValues(reader, kinds.deviceValues),
  };
  if (Object.keys(kinds).length === 0) reader.fault(fields.match, 'names nothing: it would protect nothing');
  return [{ match, ...readRule(reader, fields) }];
}

function readDeviceValues(reader: Reader, at: At | undefined): readonly string[] {
  return reader.list(at).flatMap((entry) => {
    const value = reader.value(entry);
    const known = ['Normal', 'Low', 'High'].find((one) => one === value);
    if (known === undefined) reader.fault(entry, 'must be Normal, Low or High');
    return known === undefined ? [] : [known];
  });
}

function readPerHour(reader: Reader, at: At | undefined): Readonly<Record<string, number>> {
  const result: Record<string, number> = {};
  for (const [verb, entry] of reader.entries(at)) {
    if (verb !== '*' && !ACTIONS.has(verb)) reader.fault(entry, 'is no action; `*` stands for all together');
    const limit = reader.whole(entry, 0, 100_000);
    if (limit !== undefined) result[verb] = limit;
  }
  return result;
}

function readFreeze(reader: Reader, entry: At): Freeze[] {
  const fields = reader.map(entry, ['from', 'to', 'except']);
  if (fields === null) return [];
  const from = readInstant(reader, entry, fields.from, 'from');
  const to = readInstant(reader, entry, fields.to, 'to');
  const except = reader.texts(fields.except);
  for (const [index, verb] of except.entries()) {
    if (!ACTIONS.has(verb))
      reader.fault(reader.list(fields.except)[index] ?? entry, `\`${verb}\` is no action`);
  }
  if (from === null || to === null) return [];
  if (from >= to) {
    reader.fault(entry, '`to` must be later than `from`');
    return [];
  }
  return [{ from, to, except }];
}

function readInstant(reader: Reader, entry: At, at: At | undefined, name: string): string | null {
  if (at === undefined) {
    reader.fault(entry, `\`${name}\` is missing`);
    return null;
  }
  const value = reader.value(at);
  if (typeof value === 'string' && INSTANT.test(value) && !Number.isNaN(Date.parse(value))) {
    return new Date(value).toISOString();
  }
  reader.fault(at, 'must be a time with its zone, as 2026-12-24T18:00:00+01:00');
  return null;
}

function readTeam(reader: Reader, at: At | undefined): string | null {
  if (at === undefined || reader.value(at) === null) return null;
  const value = reader.value(at);
  if (typeof value === 'string' && GUID.test(value)) return value.toLowerCase();
  reader.fault(at, 'must be the id of a team (a GUID) or null');
  return null;
}

function readIds(reader: Reader, at: At | undefined): readonly string[] {
  return reader.list(at).flatMap((entry) => {
    const value = reader.value(entry);
    if (typeof value === 'string' && GUID.test(value)) return [value.toLowerCase()];
    reader.fault(entry, 'must be an Entra object id (a GUID)');
    return [];
  });
}

/** A place in the file. */
interface At {
  readonly node: Node | null;
  readonly key: string;
  readonly line: number;
}

type Fields = Readonly<Record<string, At>>;

class Reader {
  private readonly lines: LineCounter;
  private readonly faults: PolicyFault[];
  constructor(lines: LineCounter, faults: PolicyFault[]) {
    this.lines = lines;
    this.faults = faults;
  }

  fault(at: At, reason: string): void {
    this.faults.push({ line: at.line, key: at.key, reason });
  }

  value(at: At): unknown {
    return isScalar(at.node) ? at.node.value : undefined;
  }

  /** A mapping whose keys are all known; null (with the fault noted) when it is none. An absent one is empty. */
  map(at: At | undefined, keys: readonly string[]): Fields | null {
    const fields: Record<string, At> = {};
    if (at !== undefined && !isMap(at.node)) {
      this.fault(at, at.key === '' ? 'must be a mapping with `version: 1`' : 'must be a mapping');
      return null;
    }
    for (const [key, entry] of this.entries(at)) {
      if (keys.includes(key)) fields[key] = entry;
      else this.fault(entry, `is not a key that is known here (known: ${keys.join(', ')})`);
    }
    return fields;
  }

  entries(at: At | undefined): readonly (readonly [string, At])[] {
    if (at === undefined) return [];
    if (!isMap(at.node)) {
      this.fault(at, 'must be a mapping');
      return [];
    }
    return (at.node as YAMLMap<Node, Node | null>).items.map((pair: Pair<Node, Node | null>) => {
      const name = isScalar(pair.key) ? String(pair.key.value) : '?';
      const line = this.lineOf(pair.key) ?? at.line;
      return [name, { node: pair.value, key: at.key === '' ? name : `${at.key}.${name}`, line }];
    });
  }

  list(at: At | undefined): readonly At[] {
    if (at === undefined) return [];
    if (!isSeq<Node>(at.node)) {
      this.fault(at, 'must be a list');
      return [];
    }
    return at.node.items.map((node, index) => ({
      node,
      key: `${at.key}[${index}]`,
      line: this.lineOf(node) ?? at.line,
    }));
  }

  texts(at: At | undefined): readonly string[] {
    return this.list(at).flatMap((entry) => {
      const value = this.value(entry);
      if (typeof value === 'string' && value.trim() !== '') return [value];
      this.fault(entry, 'must be text');
      return [];
    });
  }

  textOrNull(at: At | undefined): string | null {
    if (at === undefined || this.value(at) === null) return null;
    const value = this.value(at);
    if (typeof value === 'string' && value.trim() !== '') return value;
    this.fault(at, 'must be text or null');
    return null;
  }

  whole(at: At | undefined, min: number, max: number): number | undefined {
    if (at === undefined) return undefined;
    const value = this.value(at);
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    this.fault(at, `must be a whole number from ${min} to ${max}`);
    return undefined;
  }

  flag(at: At | undefined): boolean | undefined {
    if (at === undefined) return undefined;
    const value = this.value(at);
    if (typeof value === 'boolean') return value;
    this.fault(at, 'must be true or false');
    return undefined;
  }

  plain(at: At): unknown {
    return at.node === null ? null : (at.node.toJSON() as unknown);
  }

  private lineOf(node: Node | null): number | undefined {
    const start = node?.range?.[0];
    return start === undefined ? undefined : this.lines.linePos(start).line;
  }
}

/** What the policy means, one sentence a line, for `doctor`. */
export function explainPolicy(policy: ResponsePolicy): readonly string[] {
  const rule = policy.defaultRule;
  const own = Object.entries(policy.actions).map(([verb, one]) => {
    const whole = { ...rule, ...one };
    return `${verb}: ${ruleText(whole)}`;
  });
  return [
    `roles: ${ROLES.map((role) => `${role} ${policy.roles[role].length}`).join(', ')} (groups or people)`,
    `every action: ${ruleText(rule)}`,
    ...own,
    ...policy.protected.map(
      (one) =>
        `protected (${matchText(one.match)}): ${one.approvals ?? rule.approvals} approvals${eachOfText(one.eachOf ?? [])}`,
    ),
    ...Object.entries(policy.limits.perHour).map(
      ([verb, limit]) => `at most ${limit} requests an hour: ${verb === '*' ? 'all actions' : verb}`,
    ),
    ...peopleText(policy),
    ...policy.freeze.map(
      (one) =>
        `frozen from ${one.from} to ${one.to}${one.except.length === 0 ? '' : `, except ${one.except.join(', ')}`}`,
    ),
  ];
}

/** Who is called, and who may act alone. */
function peopleText({ approvals, oncall }: ResponsePolicy): readonly string[] {
  const { escalateAfterMinutes, breakGlass } = approvals;
  return [
    ...onCallText(oncall),
    ...(escalateAfterMinutes === null
      ? []
      : [`escalated after ${escalateAfterMinutes} min without a decision`]),
    ...(breakGlass.length === 0 ? [] : [`break-glass: ${breakGlass.length} (groups or people)`]),
  ];
}

function onCallText({ rota, shifts }: ResponsePolicy['oncall']): readonly string[] {
  const team = shifts === null ? [] : [`on call: who is on shift in the schedule of team ${shifts}`];
  if (rota.length === 0) return team;
  return [
    ...team,
    shifts === null
      ? `on call: ${rota.length} in the rota, the first is on duty`
      : `then on call: ${rota.length} in the rota`,
  ];
}

function ruleText(rule: ActionRule): string {
  const needed = Math.max(rule.approvals, rule.eachOf.length);
  const people = needed === 1 ? '1 approval' : `${needed} approvals`;
  return `${people} by ${rule.approve.join(' or ')}${eachOfText(rule.eachOf)}, asked by ${rule.ask.join(' or ')}, within ${rule.expiresMinutes} min${rule.reasonRequired ? ', with a reason' : ''}`;
}

function eachOfText(ids: readonly string[]): string {
  return ids.length === 0 ? '' : `, among them one of each of ${ids.join(' and ')}`;
}

function matchText(match: ProtectedMatch): string {
  return [
    ...match.tags.map((tag) => `tag ${tag}`),
    ...match.names.map((name) => `name ${name}`),
    ...match.groups.map((group) => `group ${group}`),
    ...match.deviceValues.map((value) => `device value ${value}`),
  ].join(', ');
}
