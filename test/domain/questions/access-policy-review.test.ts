import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { accessPolicyReview } from '../../../src/domain/questions/access-policy-review.ts';
import type { Answer } from '../../../src/domain/questions/answer.ts';
import { UpstreamError } from '../../../src/errors.ts';
import type { Overrides, TenantData } from '../../fakes/tenant-ports.ts';
import type { Population } from '../../../src/domain/tenant/population.ts';
import { NOW, fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import { policy, snapshot } from './access-cases.ts';

const ASKING = policy('CA03', ['compliantDevice'], { users: { includeGroups: ['g'] } });
const OR = policy('CA05', ['mfa', 'compliantDevice'], { applications: { includeApplications: ['All'] } });

const look = (data: TenantData, overrides: Overrides = {}): Promise<Answer> =>
  accessPolicyReview(fakePorts(data, overrides), fixedClock());

const titles = (answer: Answer): readonly string[] =>
  answer.sections.flatMap((part) => part.items.map((item) => item.title));

const failing = (): Promise<never> =>
  Promise.reject(
    new UpstreamError('upstream_timeout', 'late', {
      service: 'graph',
      operation: 'GET /x',
      mayHaveArrived: false,
    }),
  );

const threat = (level: string | null, isAssigned = true) => ({
  id: 'c1',
  displayName: 'Risk',
  kind: 'windows10CompliancePolicy',
  threatLevel: level,
  isAssigned,
});

describe('The review of Conditional Access', () => {
  it('counts what it found, and lists each finding with the policy, the effect and the fix', async () => {
    const answer = await look({ snapshot: snapshot([OR]), compliancePolicies: [threat('medium')] });
    assert.match(
      answer.headline,
      /^One policy looked over with 16 checks: one finding, none of them serious$/,
    );
    assert.ok(titles(answer).includes('CA05: A compliant device is only one of several ways'));
    const item = answer.sections
      .flatMap((part) => part.items)
      .find((one) => one.title.startsWith('CA05: A compliant'));
    assert.equal(
      item?.detail,
      'A noncompliant device gets in with multifactor authentication. ' +
        'Ask for all of the controls (AND), or for the compliant device in a policy of its own.',
    );
  });

  it("counts only an assigned compliance policy as one that looks at Defender's risk", async () => {
    const said = async (...policies: readonly ReturnType<typeof threat>[]): Promise<boolean> =>
      titles(await look({ snapshot: snapshot([ASKING]), compliancePolicies: policies })).some((title) =>
        title.endsWith("Defender's risk does not count"),
      );
    assert.equal(await said(threat('medium')), false);
    assert.equal(await said(threat('medium', false)), true);
    assert.equal(await said(threat(null)), true);
  });

  it('does not read what was not looked at as nothing found', async () => {
    const answer = await look(
      { snapshot: snapshot([ASKING]) },
      { managedDevices: { compliancePolicies: failing }, populations: { read: failing } },
    );
    assert.notEqual(answer.tone, 'good');
    assert.ok(answer.gaps.length > 0);
    assert.match(answer.reasons.join(' '), /could not look/);
  });

  it('says that the policies could not be read, and nothing else', async () => {
    const answer = await look({}, { accessPolicies: { snapshot: failing } });
    assert.match(answer.headline, /^The policies could not be looked over/);
    assert.equal(answer.tone, 'unknown');
    assert.deepEqual(answer.sections, []);
  });

  it('is good only when everybody and every group could be looked at', async () => {
    const everything = (name: string, controls: readonly string[]) =>
      policy(name, controls, {
        applications: { includeApplications: ['All'] },
        users: { includeUsers: ['All'], excludeGroups: ['g-glass'] },
      });
    const glass = { id: 'g-glass', displayName: 'Emergency', members: new Set(['one']), complete: true };
    const complete = { people: true, groups: true, roles: true, devices: true };
    const look = (part: Partial<typeof complete>, gaps: Population['gaps'] = []) =>
      accessPolicyReview(
        fakePorts({
          snapshot: snapshot([everything('CA02', ['mfa'])]),
          population: {
            takenAt: NOW.toISOString(),
            people: [],
            groups: new Map([['g-glass', glass]]),
            roles: new Map(),
            scopedRoles: new Map(),
            devices: [],
            country: 'SE',
            complete: { ...complete, ...part },
            gaps,
          },
        }),
        fixedClock(),
      );
    const whole = await look({});
    assert.equal(whole.tone, 'good', whole.headline);
    assert.equal((await look({ people: false })).tone, 'unknown');
    const gap = { source: 'Entra ID', subject: 'devices', reason: 'timeout', message: 'late' } as const;
    assert.equal((await look({}, [gap])).tone, 'unknown');
  });

  it('finds that an empty policy set lets legacy clients and guests in', async () => {
    const answer = await look({ snapshot: snapshot([]), compliancePolicies: [threat('low')] });
    assert.equal(answer.tone, 'bad');
  });
});
