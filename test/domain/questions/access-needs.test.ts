import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { explain, policy, tenant } from './access-cases.ts';

const SHAREPOINT = '00000003-0000-0ff1-ce00-000000000000';
const EXCHANGE = '00000002-0000-0ff1-ce00-000000000000';
const PLANNER_LIKE = '95de633a-083e-42f5-b444-a4295d8e9314';
const TEAMS_PLAN = { service: 'TeamspaceAPI', servicePlanId: 'p', capabilityStatus: 'Enabled' };

const aimedAt = (name: string, controls: readonly string[], app: string, operator = 'OR') =>
  policy(name, controls, { applications: { includeApplications: [app] } }, operator);
const withTeams = (policies: Parameters<typeof tenant>[0]) => {
  const data = tenant(policies);
  return { ...data, users: data.users?.map((one) => ({ ...one, assignedPlans: [TEAMS_PLAN] })) ?? [] };
};
const needsTold = (answer: Awaited<ReturnType<typeof explain>>): readonly string[] =>
  answer.sections.find((part) => part.title === 'What Teams needs')?.items.map((item) => item.title) ?? [];

describe('An app that needs other apps', () => {
  it('is kept shut by a policy on an app that it needs', async () => {
    const answer = await explain(withTeams([aimedAt('CA20 Files', ['block'], SHAREPOINT)]), { app: 'Teams' });
    assert.equal(
      answer.headline,
      'Adele Vance cannot in fact reach Teams on FIN-LT-042: Teams needs SharePoint, and there "CA20 Files" blocks it',
    );
    assert.equal(answer.tone, 'bad');
    assert.deepEqual(needsTold(answer), [
      'Exchange: open',
      'SharePoint: blocked',
      'Skype for Business: open',
      'Stream: open',
      'Whiteboard: open',
    ]);
  });

  it('is not kept shut by a policy on an app that it does not need', async () => {
    const answer = await explain(
      withTeams([aimedAt('CA20 Azure', ['block'], 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c')]),
      {
        app: 'Teams',
      },
    );
    assert.match(answer.headline, /^Adele Vance can reach Teams/);
    assert.deepEqual(needsTold(answer), []);
  });

  it('opens without a part that is only asked for when it is used', async () => {
    const answer = await explain(withTeams([aimedAt('CA20 Boards', ['block'], PLANNER_LIKE)]), {
      app: 'Teams',
    });
    assert.match(answer.headline, /^Adele Vance can reach Teams/);
    assert.ok(needsTold(answer).includes('Whiteboard: blocked'));
  });

  it('asks for everything that it and what it needs ask for', async () => {
    const policies = [
      aimedAt('CA20 Mail', ['mfa'], EXCHANGE),
      policy('CA21 Terms', [], { applications: { includeApplications: [SHAREPOINT] } }),
    ].map((one, index) =>
      index === 1
        ? { ...one, grantControls: { operator: 'OR', builtInControls: [], termsOfUse: ['tou'] } }
        : one,
    );
    const answer = await explain(withTeams(policies), { app: 'Teams' });
    assert.equal(
      answer.headline,
      'Adele Vance can reach Teams on FIN-LT-042 after multifactor authentication and accepting the terms of use: ' +
        'Teams needs Exchange (multifactor authentication) and SharePoint (accepting the terms of use)',
    );
  });

  it('says nothing of what it needs where that comes to the same', async () => {
    const answer = await explain(withTeams([policy('CA02 MFA', ['mfa'])]), { app: 'Teams' });
    assert.deepEqual(needsTold(answer), []);
    assert.doesNotMatch(answer.headline, /needs/);
  });

  it('is itself what decides where it is as hard as what it needs', async () => {
    const answer = await explain(withTeams([policy('CA01 Block', ['block'])]), { app: 'Teams' });
    assert.match(answer.headline, /cannot in fact reach Teams on FIN-LT-042: "CA01 Block" blocks it$/);
  });

  it('is compared with the real sign-ins as a whole', async () => {
    const data = withTeams([aimedAt('CA20 Files', ['block'], SHAREPOINT)]);
    const [signIn] = data.signIns ?? [];
    assert.ok(signIn !== undefined);
    const refused = {
      ...signIn,
      resourceId: 'cc15fd57-2c6c-4117-a88c-83b1d56b4bbe',
      errorCode: 53003,
      conditionalAccessStatus: 'failure' as const,
    };
    const answer = await explain({ ...data, signIns: [refused] }, { app: 'Teams', polarity: 'cannot' });
    assert.ok(
      !answer.reasons.some((reason) => reason.includes('would let it in now')),
      answer.reasons.join(),
    );
  });
});
