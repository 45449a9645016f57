import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Answer } from '../../../src/domain/questions/answer.ts';
import { UpstreamError } from '../../../src/errors.ts';
import type { SignIn } from '../../../src/domain/tenant/user.ts';
import { ago } from '../../fakes/sample-device.ts';
import { ON_LAPTOP, explain, factOf, policy, tenant } from './access-cases.ts';

const BLOCK = policy('CA01 Block', ['block'], { applications: { includeApplications: ['All'] } });
const GRAPH = '00000003-0000-0000-c000-000000000000';
const MAIL = '00000002-0000-0ff1-ce00-000000000000';
const SHAREPOINT = '00000003-0000-0ff1-ce00-000000000000';

const opened = (minutes: number, resourceId = MAIL): SignIn => ({
  ...ON_LAPTOP,
  resourceId,
  createdDateTime: ago({ minutes }),
});
const ledger = (answer: Answer): ReadonlyMap<string, string> =>
  new Map(
    answer.sections
      .find((part) => part.title === 'What takes effect when')
      ?.items.map((item) => [item.title, item.detail ?? '']),
  );
const stillOpen = (answer: Answer): string | undefined =>
  answer.reasons.find((reason) => reason.startsWith('What was opened before'));

describe('What takes effect when', () => {
  it('says until when the token of the last sign-in opens what is blocked now', async () => {
    const answer = await explain(tenant([BLOCK], { signIns: [opened(40)] }));
    assert.equal(
      stillOpen(answer),
      'What was opened before may go on: the token of the sign-in that succeeded (2026-11-22 08:20 UTC) opens email ' +
        'until 2026-11-22 09:50 UTC at the latest, or up to 28 h in a client that evaluates continuously, where ' +
        'revoking the sessions ends it within 15 min.',
    );
    assert.deepEqual(factOf(answer, 'Its access token ends at the latest'), {
      time: '2026-11-22T09:50:00.000Z',
    });
  });

  it('says that only a continuous session may go on after 90 minutes', async () => {
    const answer = await explain(tenant([BLOCK], { signIns: [opened(91)] }));
    assert.match(stillOpen(answer) ?? '', /opens email up to 28 h in a client that evaluates continuously/);
    assert.equal(factOf(answer, 'Its access token ends at the latest'), undefined);
  });

  it('says nothing of an open session after 28 hours', async () => {
    const answer = await explain(tenant([BLOCK], { signIns: [opened(28 * 60 + 1)] }));
    assert.equal(stillOpen(answer), undefined);
    assert.equal(factOf(answer, 'Newest sign-in that succeeded'), 'none whose token could still live');
  });

  it('says nothing of an open session after 90 minutes where the app does not evaluate continuously', async () => {
    const graph = { app: GRAPH };
    const before = await explain(tenant([BLOCK], { signIns: [opened(89, GRAPH)] }), graph);
    assert.match(stillOpen(before) ?? '', /at the latest\.$/);
    const after = await explain(tenant([BLOCK], { signIns: [opened(91, GRAPH)] }), graph);
    assert.equal(stillOpen(after), undefined);
  });

  it('takes no guest for evaluated continuously', async () => {
    const data = tenant([BLOCK], { signIns: [opened(91, SHAREPOINT)] });
    const users = data.users?.map((one) => ({ ...one, userType: 'Guest' as const })) ?? [];
    const answer = await explain({ ...data, users }, { app: 'SharePoint' });
    assert.equal(stillOpen(answer), undefined);
    assert.match(
      ledger(answer).get('Sessions revoked, account disabled, password reset') ?? '',
      /does not evaluate guests continuously$/,
    );
  });

  it('says nothing of a session where nobody is kept out, nor of a sign-in that failed', async () => {
    assert.equal(stillOpen(await explain(tenant([], { signIns: [opened(40)] }))), undefined);
    const failed = { ...opened(40), errorCode: 53003, conditionalAccessStatus: 'failure' as const };
    assert.equal(stillOpen(await explain(tenant([BLOCK], { signIns: [failed] }))), undefined);
  });

  it('does not read a sign-in log that did not answer as a session that is over', async () => {
    const answer = await explain(
      tenant([BLOCK]),
      {},
      {
        directory: {
          signIns: () =>
            Promise.reject(
              new UpstreamError('upstream_timeout', 'late', {
                service: 'graph',
                operation: 'GET /auditLogs/signIns',
                mayHaveArrived: false,
              }),
            ),
        },
      },
    );
    assert.equal(factOf(answer, 'Newest sign-in that succeeded'), 'not known');
  });

  it('knows that SharePoint does not hear of user risk and Exchange does', async () => {
    const risk = 'User risk becomes high';
    const mail = ledger(await explain(tenant([])));
    const files = ledger(await explain(tenant([]), { app: 'SharePoint' }));
    assert.match(mail.get(risk) ?? '', /^within 15 min/);
    assert.match(files.get(risk) ?? '', /SharePoint does not hear of user risk$/);
  });

  it('tells how often the policies that apply ask for a new sign-in', async () => {
    const frequency = (signInFrequency: object, state = 'enabled') => ({
      ...policy('CA11 Often', [], { state }),
      grantControls: null,
      sessionControls: { signInFrequency: { isEnabled: true, ...signInFrequency } },
    });
    const told = async (part: ReturnType<typeof frequency>): Promise<unknown> =>
      factOf(await explain(tenant([part])), 'Sign-in asked for again');
    assert.equal(await told(frequency({ type: 'hours', value: 4 })), 'every 4 hours ("CA11 Often")');
    assert.equal(await told(frequency({ type: 'days', value: 1 })), 'every day ("CA11 Often")');
    assert.equal(await told(frequency({ frequencyInterval: 'everyTime' })), 'every time ("CA11 Often")');
    assert.equal(
      await told(frequency({ type: 'weeks', value: 4 })),
      'as often as is not known ("CA11 Often")',
    );
    assert.equal(await told(frequency({ isEnabled: false, type: 'hours', value: 4 })), undefined);
    assert.equal(await told(frequency({ type: 'hours', value: 4 }, 'disabled')), undefined);
  });
});
