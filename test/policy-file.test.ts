import assert from 'node:assert/strict';
import { ruleFor } from '../src/domain/approvals/policy.ts';
import { PolicyFaultsError, explainPolicy, parsePolicyFile } from '../src/policy-file.ts';

const ID = '11111111-2222-4333-8444-555555555555';
const WHOLE = `version: 1
roles:
  reader: [${ID}]
  responder: [${ID}]
  approver: [${ID}]
actions:
  default: { approvals: 1, ask: [responder], approve: [approver], expiresMinutes: 30, reasonRequired: false }
  wipe: { approvals: 2, reasonRequired: true }
protected:
  - match: { tags: [Tier0], names: ["SRV-DC*"], groups: [${ID}], deviceValues: [High] }
    approvals: 2
limits: { perHour: { isolate: 20, "*": 100 }, perPersonPerHour: 20 }
approvals: { channel: null, escalateAfterMinutes: 10, breakGlass: [] }
freeze: [{ from: 2026-12-24T00:00:00Z, to: 2026-12-27T00:00:00+01:00, except: [isolate] }]
oncall: { rota: [], shifts: null }
automation: []
`;

function faultsOf(text: string): readonly { line: number; key: string; reason: string }[] {
  try {
    parsePolicyFile(text, 'policy.yaml');
  } catch (error) {
    assert.ok(error instanceof PolicyFaultsError);
    return error.faults;
  }
  return [];
}

describe('parsePolicyFile', () => {
  it('reads the whole form of the product contract', () => {
    const policy = parsePolicyFile(WHOLE, 'policy.yaml');
    assert.deepEqual(policy.roles.approver, [ID]);
    assert.deepEqual(policy.limits, { perHour: { isolate: 20, '*': 100 }, perPersonPerHour: 20 });
    assert.deepEqual(policy.freeze, [
      { from: '2026-12-24T00:00:00.000Z', to: '2026-12-26T23:00:00.000Z', except: ['isolate'] },
    ]);
    const facts = { name: 'X', tags: [], deviceValue: null, groups: [] };
    assert.equal(ruleFor(policy, 'wipe', facts).approvals, 2);
    assert.equal(ruleFor(policy, 'wipe', facts).expiresMinutes, 30);
    assert.equal(ruleFor(policy, 'isolate', { ...facts, name: 'srv-dc01.contoso.example' }).approvals, 2);
  });

  it('says how often a lapsed action is sent anew: nothing makes that more', () => {
    const policy = parsePolicyFile(
      `version: 1
actions: { isolate: { reissue: 3 }, scan: { reissue: 0 } }
protected: [{ match: { tags: [Tier0] }, reissue: 1 }, { match: { tags: [VIP] }, reissue: 9 }]
`,
      'policy.yaml',
    );
    const allowed = (action: string, ...tags: string[]): number =>
      ruleFor(policy, action, { name: 'X', tags, deviceValue: null, groups: [] }).reissue;
    assert.deepEqual([allowed('isolate'), allowed('scan'), allowed('release')], [3, 0, 0]);
    assert.deepEqual([allowed('isolate', 'Tier0'), allowed('isolate', 'VIP')], [1, 3]);
    for (const wrong of ['11', '-1', '1.5', 'often']) {
      const [fault] = faultsOf(`version: 1\nactions: { isolate: { reissue: ${wrong} } }\n`);
      assert.equal(fault?.key, 'actions.isolate.reissue', wrong);
    }
  });

  it('says of which groups there has to be an approval: what a protected rule adds is added', () => {
    const ops = ID.replace(/.$/, 'a');
    const owners = ID.replace(/.$/, 'b');
    const policy = parsePolicyFile(
      `version: 1
actions:
  default: { eachOf: [${ops}] }
  wipe: { approvals: 3, eachOf: [${ops}, ${owners}] }
  scan: { eachOf: [] }
protected: [{ match: { tags: [Tier0] }, eachOf: [${owners.toUpperCase()}] }]
`,
      'policy.yaml',
    );
    const of = (action: string, ...tags: string[]): unknown => {
      const rule = ruleFor(policy, action, { name: 'X', tags, deviceValue: null, groups: [] });
      return [rule.approvals, rule.eachOf];
    };
    assert.deepEqual(of('isolate'), [1, [ops]]);
    assert.deepEqual(of('isolate', 'Tier0'), [2, [ops, owners]]);
    assert.deepEqual(of('wipe', 'Tier0'), [3, [ops, owners]]);
    assert.deepEqual(
      [of('scan'), of('scan', 'Tier0')],
      [
        [1, []],
        [1, [owners]],
      ],
    );
    const said = explainPolicy(policy);
    assert.ok(
      said.includes(
        `every action: 1 approval by approver, among them one of each of ${ops}, asked by responder, within 30 min`,
      ),
      said.join('\n'),
    );
    assert.ok(
      said.some((line) => line === `protected (tag Tier0): 1 approvals, among them one of each of ${owners}`),
    );
  });

  it('names what is wrong with the groups of a rule', () => {
    const many = Array.from({ length: 11 }, (_, index) => ID.replace(/..$/, String(index + 10)));
    for (const [wrong, key, reason] of [
      ['everybody', 'actions.wipe.eachOf', 'must be a list'],
      ['[everybody]', 'actions.wipe.eachOf[0]', 'must be an Entra object id (a GUID)'],
      [
        `[${ID}, ${ID.toUpperCase()}]`,
        'actions.wipe.eachOf',
        'names one twice; `approvals` says how many people are needed in all',
      ],
      [`[${many.join(', ')}]`, 'actions.wipe.eachOf', 'must name at most 10'],
    ]) {
      const faults = faultsOf(`version: 1\nactions:\n  wipe: { eachOf: ${wrong} }\n`);
      assert.deepEqual(faults, [{ line: 3, key, reason }], wrong);
    }
  });

  it('is content with the version alone', () => {
    const policy = parsePolicyFile('version: 1\n', 'policy.yaml');
    assert.equal(
      ruleFor(policy, 'wipe', { name: '', tags: ['Tier0'], deviceValue: null, groups: [] }).approvals,
      1,
    );
  });

  it('reports every fault at once with line and key', () => {
    const faults = faultsOf(`version: 2
roles: { responder: [everybody] }
actions:
  isolat: { approvals: 1 }
  isolate: { approvals: 0, aprove: [approver], ask: [boss] }
protected: [{ approvals: 2 }]
limits: { perHour: { isolate: -1 } }
freeze: [{ from: tomorrow, to: 2026-12-24T00:00:00Z }]
surprise: true
`);
    assert.deepEqual(
      faults.map((fault) => [fault.line, fault.key]),
      [
        [1, 'version'],
        [2, 'roles.responder[0]'],
        [4, 'actions.isolat'],
        [5, 'actions.isolate.aprove'],
        [5, 'actions.isolate.approvals'],
        [5, 'actions.isolate.ask[0]'],
        [5, 'actions.isolate.ask'],
        [6, 'protected[0]'],
        [7, 'limits.perHour.isolate'],
        [8, 'freeze[0].from'],
        [9, 'surprise'],
      ],
    );
  });

  it('names file and line in one line of text', () => {
    assert.throws(() => parsePolicyFile('version: 1\nroles: 5\nx: 1\n', 'policy.yaml'), {
      message:
        /^policy\.yaml:2: roles: must be a mapping; policy\.yaml:3: x: is not a key that is known here \(known: [^\n]+\)$/,
    });
  });

  for (const [what, text] of [
    ['nothing', ''],
    ['a list', '- 1\n'],
    ['broken YAML', 'version: 1\nroles: [\n'],
    ['a key twice', 'version: 1\nversion: 1\n'],
    ['no version', 'roles: {}\n'],
  ] as const) {
    it(`refuses ${what}`, () => {
      assert.ok(faultsOf(text).length > 0);
    });
  }

  it('explains itself', () => {
    const lines = explainPolicy(parsePolicyFile(WHOLE, 'policy.yaml'));
    assert.ok(
      lines.includes('wipe: 2 approvals by approver, asked by responder, within 30 min, with a reason'),
    );
    assert.ok(!lines.some((line) => /on call|break-glass|shifts/.test(line)));
  });

  it('explains who is called, and who may act alone', () => {
    const id = '11111111-1111-4111-8111-111111111111';
    const text = `version: 1\noncall: { rota: [${id}], shifts: null }\napprovals: { escalateAfterMinutes: 5, breakGlass: [${id}] }\n`;
    const lines = explainPolicy(parsePolicyFile(text, 'policy.yaml')).join('; ');
    for (const words of [/on call: 1 in the rota/, /after 5 min/, /break-glass: 1/]) {
      assert.match(lines, words);
    }
    const of = (oncall: string): string =>
      explainPolicy(parsePolicyFile(`version: 1\noncall: ${oncall}\n`, 'policy.yaml')).join('; ');
    assert.match(
      of(`{ shifts: ${id.toUpperCase()} }`),
      new RegExp(`on shift in the schedule of team ${id}$`),
    );
    assert.match(of(`{ rota: [${id}], shifts: ${id} }`), /on shift in .*; then on call: 1 in the rota/);
  });

  it('takes a team id or nothing for the shifts', () => {
    for (const shifts of [
      'team/oncall',
      '7',
      'true',
      '""',
      '[]',
      "11111111-1111-4111-8111-11111111111' or 1",
    ]) {
      const [fault, ...more] = faultsOf(`version: 1\noncall:\n  shifts: ${shifts}\n`);
      assert.deepEqual(more, []);
      assert.deepEqual([fault?.line, fault?.key], [3, 'oncall.shifts'], shifts);
      assert.match(fault?.reason ?? '', /id of a team/);
    }
    assert.deepEqual(faultsOf('version: 1\noncall: { shifts: null }\n'), []);
  });
});
