/** No response action is half there: each has its command, its route, its permission, its row, its scenario. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { INTENT_TITLES } from '../../../src/commands/intent-titles.ts';
import { NOT_YET } from '../../../src/commands/not-available.ts';
import { commandFor, commands } from '../../../src/commands/registry.ts';
import type { ActionDefinition, Order } from '../../../src/domain/actions/action.ts';
import { readParameters, reversalOf } from '../../../src/domain/actions/action.ts';
import { actingService } from '../../../src/domain/actions/acting-service.ts';
import { actionFor, actions } from '../../../src/domain/actions/registry.ts';
import { defaultPolicy, ruleFor } from '../../../src/domain/approvals/policy.ts';
import type { TenantPorts } from '../../../src/domain/ports/tenant.ts';
import type { IntentName } from '../../../src/domain/intents.ts';
import { PERMISSIONS } from '../../../src/microsoft/permissions.ts';
import { ROUTES } from '../../../src/simulator/route-table.ts';
import { DIRECTORY_STORIES, FETCHED } from '../../scenarios/directory-stories.ts';
import { INTUNE_STORIES } from '../../scenarios/intune-stories.ts';
import { RESPONSE_STORIES, TOLD_APART } from '../../scenarios/response-stories.ts';

const SCENARIOS = [
  ...RESPONSE_STORIES.map(({ verb, path, undo }) => ({ verb, path, undo: undo !== null })),
  ...TOLD_APART,
  ...FETCHED,
  ...DIRECTORY_STORIES.map(({ verb, route, undo }) => ({
    verb,
    path: new RegExp(`${route.replace(/[{}]/g, '\\$&')}$`),
    undo: undo !== null,
  })),
  ...INTUNE_STORIES.map(({ verb, route }) => ({
    verb,
    path: new RegExp(`/managedDevices/\\{id\\}/${route}$`),
    undo: false,
  })),
];

const intentOf = (action: ActionDefinition): IntentName => `action.${action.verb}` as IntentName;

/** Rows of docs/response-actions.md as cells, whatever the padding. */
function rows(): readonly (readonly string[])[] {
  const page = readFileSync('docs/response-actions.md', 'utf8');
  const table = /actions:begin -->([^]*)<!-- actions:end/.exec(page)?.[1] ?? '';
  return table
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()));
}

function rowOf(action: ActionDefinition): readonly string[] {
  const back = reversalOf(action);
  const policy = defaultPolicy();
  const facts = { name: 'x', tags: [], deviceValue: null, groups: [] };
  return [
    `\`${commandFor(intentOf(action)).examples[0] ?? ''}\``,
    commandFor(intentOf(action)).summary.replace(', after approval', ''),
    `${action.risk}, ${ruleFor(policy, action.verb, facts).approvals}`,
    action.permissions.map((name) => `\`${name}\``).join(' '),
    action.platforms.replace(/\.$/, ''),
    back === null && 'none' in action.reversal ? `none: ${action.reversal.none}` : `\`${back ?? ''}\``,
    typeof action.proof === 'string' ? action.proof : `none: ${action.proof.none}`,
  ].map((cell) => cell.trim());
}

const SAMPLE_TARGET = { kind: 'device', id: 'a'.repeat(40), name: 'FIN-LT-042', aadDeviceId: null } as const;
/** Where an action cannot do without. */
const SAMPLE_PARAMETERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  quarantineFile: { sha1: 'b'.repeat(40) },
  cancelAction: { type: 'Isolate', actionId: 'c-1' },
  tag: { tag: 'VIP' },
  deviceValue: { value: 'High' },
  liveResponse: { script: 'list-autoruns.ps1' },
  getFile: { path: 'C:\\Temp\\setup.log' },
  putFile: { file: 'list-autoruns.ps1' },
  blockIndicator: { kind: 'ip' },
  unblockIndicator: { indicatorId: '7' },
};

/** What they act on has an id of its own. */
const NAMES_ITS_OBJECT: ReadonlySet<string> = new Set(['cancelAction', 'unblockIndicator']);

/** The one call that `start` makes, whatever it makes of the answer. */
async function sentBy(
  action: ActionDefinition,
  order: Order,
): Promise<{ operation: string; input: Readonly<Record<string, unknown>> }> {
  const sent: { operation: string; input: Readonly<Record<string, unknown>> }[] = [];
  const port = (name: string): unknown =>
    new Proxy(
      {},
      {
        get: (_port, method) => (input: Readonly<Record<string, unknown>>) => {
          sent.push({ operation: `${name}.${String(method)}`, input });
          return Promise.resolve({ commands: [], requestorComment: null, pass: { id: 'p-1' } });
        },
      },
    );
  const ports = new Proxy({}, { get: (_ports, name) => port(String(name)) }) as TenantPorts;
  await action.start(order, 'comment', ports);
  const [call] = sent;
  assert.ok(call !== undefined && sent.length === 1);
  return call;
}

describe('no response action is half there', () => {
  for (const action of actions) {
    describe(action.verb, () => {
      it('sends what its approval covers, with a comment at most', async () => {
        const parameters = SAMPLE_PARAMETERS[action.verb] ?? {};
        const read = readParameters(action, parameters);
        assert.ok(read.ok, read.ok ? '' : read.why);
        const order = {
          target: SAMPLE_TARGET,
          parameters: read.parameters,
          sentAt: '2026-11-22T06:00:00.000Z',
        };
        const sent = await sentBy(action, order);
        const { operation, input } = action.call(order);
        assert.equal(sent.operation, operation);
        assert.deepEqual({ ...sent.input, comment: undefined }, { ...input, comment: undefined });
        assert.ok(Object.values(input).includes(SAMPLE_TARGET.id) || NAMES_ITS_OBJECT.has(action.verb));
      });
      it('has a command with examples, a title, and is not said to be missing', () => {
        const intent = intentOf(action);
        const command = commands.find((one) => one.intent === intent);
        assert.ok(command !== undefined && command.examples.length > 0);
        assert.equal(command.role, 'responder');
        assert.ok(INTENT_TITLES[intent].length > 0);
        assert.ok(!NOT_YET.includes(intent));
      });
      it('has its permission in the list that doctor proves', () => {
        const api = actingService(action).name === 'Defender' ? 'defender' : 'graph';
        for (const name of action.permissions) {
          assert.ok(
            PERMISSIONS.some((one) => one.api === api && one.name === name),
            name,
          );
        }
      });
      it('has a simulated route with that permission, and a scenario that calls it', () => {
        const story = SCENARIOS.find((one) => one.verb === action.verb);
        assert.ok(story !== undefined, 'no scenario');
        const route = ROUTES.find((one) => /POST|PATCH/.test(one.method) && story.path.test(one.path));
        assert.ok(route !== undefined, `no route like ${story.path.source}`);
        // Some take two together.
        const opening = route.permissions.flatMap((one) => one.split(' + '));
        for (const name of action.permissions) assert.ok(opening.includes(name), name);
        assert.equal(story.undo, reversalOf(action) !== null);
      });
      it('has its row in docs/response-actions.md', () => {
        assert.ok(
          rows().some((row) => JSON.stringify(row) === JSON.stringify(rowOf(action))),
          rowOf(action).join(' | '),
        );
      });
      it('is taken back by an action that there is, or says why by none', () => {
        const back = reversalOf(action);
        if (back === null) assert.ok('none' in action.reversal && action.reversal.none.length > 10);
        else assert.notEqual(actionFor(back), null);
      });
    });
  }

  it('lists nothing that there is not', () => {
    assert.equal(rows().length, actions.length);
    assert.deepEqual(SCENARIOS.map((one) => one.verb).sort(), actions.map((one) => one.verb).sort());
    const registered = commands.map((one) => one.intent).filter((intent) => intent.startsWith('action.'));
    assert.deepEqual(registered.sort(), actions.map(intentOf).sort());
  });
});
