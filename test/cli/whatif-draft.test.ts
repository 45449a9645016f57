import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { after, before, describe, it } from 'mocha';
import { runWhatifDraft } from '../../src/cli/whatif-draft.ts';
import { whatif } from '../../src/cli/whatif.ts';
import { FileFaultError, UsageError } from '../../src/errors.ts';

const EXCHANGE = '00000002-0000-0ff1-ce00-000000000000';
const FINANCE = '49d8ec02-80db-458e-ba1c-135f8042f2d3';
const DEMO = 'tenants/demo';

interface Line {
  readonly userPrincipalName?: string;
  readonly app?: string;
  readonly device?: string | null;
  readonly change?: string;
  readonly because?: readonly string[];
  readonly before?: { readonly outcome: string };
  readonly after?: { readonly outcome: string; readonly missing?: readonly string[] };
  readonly summary?: {
    readonly apps: Readonly<Record<string, Readonly<Record<string, number>>>>;
    readonly people: number;
    readonly drafts: readonly { readonly id: string; readonly notUnderstood?: readonly string[] }[];
    readonly assumptions: { readonly country: string };
  };
}

const policy = (more: object = {}): object => ({
  displayName: 'Draft',
  state: 'enabled',
  conditions: {
    users: { includeGroups: [FINANCE] },
    applications: { includeApplications: [EXCHANGE] },
    clientAppTypes: ['all'],
  },
  grantControls: { operator: 'OR', builtInControls: ['block'] },
  ...more,
});

describe('drawbridge whatif --draft', () => {
  let dir: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'whatif-draft-'));
  });
  after(() => rm(dir, { recursive: true }));

  async function written(content: unknown): Promise<string> {
    const file = join(dir, 'draft.json');
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  }

  async function run(
    content: unknown,
    more: { apps?: readonly string[]; replaceAll?: boolean; tenantDir?: string } = {},
  ): Promise<{ lines: readonly Line[]; summary: NonNullable<Line['summary']> }> {
    const options = { tenantDir: DEMO, apps: [], replaceAll: false, ...more };
    const out: string[] = [];
    await runWhatifDraft({ ...options, draftFile: await written(content) }, (line) => out.push(line));
    const lines = out.map((line) => JSON.parse(line) as Line);
    const { summary } = lines.pop() ?? {};
    assert.ok(summary);
    return { lines, summary };
  }

  async function refused(content: unknown): Promise<FileFaultError> {
    const [result] = await Promise.allSettled([run(content)]);
    assert.ok(result.status === 'rejected' && result.reason instanceof FileFaultError);
    return result.reason;
  }

  it('says who loses what, through which draft, and sums it up', async () => {
    const { lines, summary } = await run(policy());
    assert.ok(lines.length > 0);
    assert.ok(lines.some(({ userPrincipalName }) => userPrincipalName === 'adele.vance@contoso.example'));
    for (const line of lines) {
      assert.deepEqual([line.app, line.change, line.because], [EXCHANGE, 'loses', ['draft #1']]);
      assert.equal(line.after?.outcome, 'blocked');
      assert.notEqual(line.before?.outcome, 'blocked');
    }
    const people = new Set(lines.map((line) => line.userPrincipalName));
    assert.equal(summary.apps[EXCHANGE]?.['loses'], people.size);
    assert.equal(Object.keys(summary.apps).length, 4);
    assert.equal(summary.assumptions.country, 'SE');
  });

  it('puts a draft in the place of the policy with its id', async () => {
    const { lines, summary } = await run([
      policy({ id: 'NEW' }),
      { ...policy(), id: 'other', state: 'disabled' },
    ]);
    assert.deepEqual(new Set(lines.flatMap(({ because }) => because ?? [])), new Set(['NEW']));
    assert.deepEqual(
      summary.drafts.map(({ id }) => id),
      ['NEW', 'other'],
    );
  });

  it('takes a list as Graph answers it, for all there is if that is said', async () => {
    const { lines } = await run({ '@odata.context': 'x', value: [] }, { replaceAll: true, apps: ['email'] });
    assert.ok(lines.length > 0);
    assert.ok(lines.every(({ change }) => change === 'lessToDo' || change === 'gains'));
    assert.deepEqual((await run({ value: [] })).lines, []);
  });

  it('looks at the apps that are named', async () => {
    const { summary, lines } = await run(policy(), {
      apps: ['Azure portal', EXCHANGE.toUpperCase(), 'email'],
    });
    assert.deepEqual(Object.keys(summary.apps), ['c44b4083-3bb0-49c1-b47d-974e53cbdf3c', EXCHANGE]);
    assert.ok(lines.every(({ app }) => app === EXCHANGE));
    await assert.rejects(run(policy(), { apps: ['the moon'] }), UsageError);
  });

  it('names what it does not know in a draft, and leaves open what hangs on it', async () => {
    const { lines, summary } = await run(
      policy({
        nickname: 'x',
        conditions: {
          users: { includeGroups: [FINANCE], includeTeams: ['t'] },
          applications: { includeApplications: [EXCHANGE] },
          weather: { includes: ['rain'] },
        },
      }),
    );
    assert.deepEqual(summary.drafts[0]?.notUnderstood, [
      'nickname',
      'conditions.weather',
      'conditions.users.includeTeams',
    ]);
    assert.ok(lines.every(({ change }) => change === 'undetermined'));
    assert.ok(lines.every((line) => line.after?.missing?.includes('policy:draft #1')));
  });

  it('tells the sign-ins with each device apart', async () => {
    const compliant = { operator: 'OR', builtInControls: ['compliantDevice'] };
    const { lines } = await run(
      policy({
        grantControls: compliant,
        id: 'x',
        conditions: {
          users: { includeUsers: ['All'] },
          applications: { includeApplications: [EXCHANGE] },
          clientAppTypes: ['all'],
        },
      }),
    );
    assert.ok(lines.some(({ device }) => device === null));
    assert.ok(lines.some(({ device }) => device === undefined));
    assert.ok(lines.every(({ change }) => change === 'loses'));
  });

  it('refuses a draft that is none, with the place', async () => {
    const broken = await refused('{\n  "state": "enabled",\n  "conditions": {\n}');
    assert.deepEqual([broken.line, /draft\.json:4: this is no JSON/.test(broken.message)], [4, true]);
    assert.match((await refused('"text"')).message, /the draft is no object/);
    assert.match((await refused([policy(), 7])).message, /draft 2 is no object/);
    assert.match((await refused({ state: 'enabled' })).message, /no `conditions`/);
    assert.match(
      (await refused([policy({ id: 'A' }), policy({ id: 'a' })])).message,
      /two drafts have the id/,
    );
    const missing = { tenantDir: DEMO, draftFile: join(dir, 'nowhere.json'), apps: [], replaceAll: false };
    await assert.rejects(
      runWhatifDraft(missing, () => {}),
      /nowhere\.json: the draft cannot be read/,
    );
  });

  it('refuses a tenant folder whose people cannot be read, naming file and entry', async () => {
    await writeFile(join(dir, 'users.json'), JSON.stringify([{ id: 'a' }, { displayName: 'no id' }]));
    await assert.rejects(run(policy(), { tenantDir: dir }), /users\.json: entry 2 cannot be read: `id`/);
    await writeFile(join(dir, 'users.json'), '[]');
  });

  it('works on a folder that holds the members of groups without the groups', async () => {
    await writeFile(join(dir, 'users.json'), JSON.stringify([{ id: 'a', userPrincipalName: 'a@x.example' }]));
    await writeFile(join(dir, 'groupMembers.json'), JSON.stringify({ [FINANCE]: ['a'] }));
    const { lines } = await run(policy(), { tenantDir: dir });
    assert.deepEqual(
      lines.map(({ userPrincipalName, change }) => [userPrincipalName, change]),
      [['a@x.example', 'loses']],
    );
  });

  it('is one question at a time', async () => {
    await assert.rejects(whatif({ tenant: DEMO, app: ['email'] }), UsageError);
    await assert.rejects(whatif({ tenant: DEMO, replaceAll: true }), UsageError);
    await assert.rejects(whatif({ tenant: DEMO, cases: 'c', draft: 'd' }), UsageError);
  });

  it('ends with 0, and with 2 and one line where the draft cannot be read', async () => {
    const command = async (file: string) => {
      const args = [
        'src/cli.ts',
        'whatif',
        '--tenant',
        DEMO,
        '--draft',
        file,
        '--app',
        'email',
        '--replace-all',
      ];
      try {
        return { code: 0, ...(await promisify(execFile)(process.execPath, args)) };
      } catch (error) {
        return error as { readonly code: number; readonly stdout: string; readonly stderr: string };
      }
    };
    const good = await command(await written([policy()]));
    assert.equal(good.code, 0);
    assert.match(good.stdout.trim().split('\n').at(-1) ?? '', /^\{"summary":/);
    const bad = await command(await written('{\n"state"'));
    assert.deepEqual([bad.code, bad.stdout], [2, '']);
    assert.match(bad.stderr, /^drawbridge: .*draft\.json:2: this is no JSON; Give a .*\n$/);
  });
});
