import assert from 'node:assert/strict';
import { isolate } from '../../../src/domain/actions/isolate.ts';
import { release } from '../../../src/domain/actions/release.ts';
import { restrict } from '../../../src/domain/actions/restrict.ts';
import { unrestrict } from '../../../src/domain/actions/unrestrict.ts';
import type { ActionDefinition, EffectLook } from '../../../src/domain/actions/action.ts';
import { failing, fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import type { TenantData } from '../../fakes/tenant-ports.ts';
import { action as machineAction, machine } from '../../fakes/sample-device.ts';

const ID = 'a'.repeat(40);
const TOOK_HOLD = '2026-11-22T08:50:00.000Z';
const at = (minutes: number, seconds = 0): string =>
  new Date(Date.parse(TOOK_HOLD) + (minutes * 60 + seconds) * 1000).toISOString();
const connection = (when: string, process = 'chrome.exe') => ({
  at: when,
  process,
  remoteIp: '203.0.113.9',
  remoteUrl: 'https://evil.example/x',
  remotePort: 443,
});

async function look(
  action: ActionDefinition,
  type: string,
  data: TenantData,
  { scope = null as string | null, overrides = {} } = {},
): Promise<EffectLook> {
  const done = machineAction({
    id: 'done',
    machineId: ID,
    type,
    scope,
    status: 'Succeeded',
    creationDateTimeUtc: at(-5),
    lastUpdateDateTimeUtc: TOOK_HOLD,
  });
  const before = { isolate: null, release: 'Isolate', restrict: null, unrestrict: 'RestrictCodeExecution' };
  const earlier = before[action.verb as keyof typeof before];
  const ports = fakePorts(
    {
      machines: [machine({ id: ID, healthStatus: 'Active' })],
      actions: [
        done,
        ...(earlier === null
          ? []
          : [
              machineAction({
                id: 'earlier',
                machineId: ID,
                type: earlier,
                status: 'Succeeded',
                creationDateTimeUtc: at(-60),
                lastUpdateDateTimeUtc: at(-58),
              }),
            ]),
      ],
      ...data,
    },
    overrides,
  );
  const order = {
    target: { kind: 'device' as const, id: ID, name: 'FIN-LT-042', aadDeviceId: null },
    parameters: {},
  };
  return action.verify(order, 'done', TOOK_HOLD, ports, fixedClock());
}

describe('the proof by a sensor', () => {
  describe('of an isolation', () => {
    const isolated = (data: TenantData, options = {}) => look(isolate, 'Isolate', data, options);

    it('is that nothing but Defender connects while it goes on reporting', async () => {
      const found = await isolated({
        reports: { [ID]: at(3) },
        connections: { [ID]: connection(at(4), 'MsSense.exe') },
      });
      assert.equal(found.verified, 'yes');
      assert.match(found.evidence ?? '', /No connection but Defender's own has succeeded since .* 08:51 UTC/);
      assert.match(found.evidence ?? '', /told of the network until .* 08:53 UTC/);
    });

    it('is not given while the sensor is silent, or has not reported for long enough', async () => {
      for (const reports of [{}, { [ID]: at(1, 59) }]) {
        const found = await isolated({ reports });
        assert.equal(found.verified, 'pending');
        assert.match(
          found.evidence ?? '',
          /^Accepted, not proven: .*told too little of the network since\.$/,
        );
        assert.ok((found.lookAgainInMs ?? 0) >= 120_000);
      }
    });

    it('is disproved by a connection of another program, whatever the status says', async () => {
      const found = await isolated({ reports: { [ID]: at(3) }, connections: { [ID]: connection(at(2)) } });
      assert.equal(found.verified, 'no');
      assert.match(
        found.evidence ?? '',
        /It is not cut off: chrome\.exe connected to hxxps:\/\/evil\[\.\]example\/x \(port 443\) at .* 08:52 UTC.* Keep it off the network another way/,
      );
    });

    it('leaves out what was being connected as it took hold', async () => {
      const found = await isolated({
        reports: { [ID]: at(3) },
        connections: { [ID]: connection(at(0, 59)) },
      });
      assert.equal(found.verified, 'yes');
    });

    it('lets Outlook and Teams connect in a selective one, and in no other', async () => {
      const data = { reports: { [ID]: at(3) }, connections: { [ID]: connection(at(2), 'outlook.exe') } };
      assert.equal((await isolated(data, { scope: 'Selective' })).verified, 'yes');
      assert.equal((await isolated(data, { scope: 'Full' })).verified, 'no');
    });

    it('is not given while the reports cannot be read, with the reason', async () => {
      const found = await isolated(
        { reports: { [ID]: at(3) } },
        { overrides: { hunting: { connections: failing('upstream_forbidden') } } },
      );
      assert.equal(found.verified, 'pending');
      assert.match(found.evidence ?? '', /lists this isolation as Succeeded.*could not be read: /);
      assert.equal(found.lookAgainInMs, Infinity, 'no sooner than usual');
    });

    it('looks for connections after it was shown that the sensor tells of any', async () => {
      const asked: string[] = [];
      const hunting = {
        reports: () => {
          asked.push('reports');
          return Promise.resolve(new Map([[ID, at(3)]]));
        },
        connections: () => {
          asked.push('connections');
          return Promise.resolve(new Map());
        },
      };
      assert.equal((await isolated({}, { overrides: { hunting } })).verified, 'yes');
      assert.deepEqual(asked, ['reports', 'connections']);
    });

    it('hides no fault of ours', async () => {
      const broken = { hunting: { connections: () => Promise.reject(new TypeError('a fault')) } };
      await assert.rejects(isolated({}, { overrides: broken }), TypeError);
    });

    it('asks no sensor when Defender itself does not list it', async () => {
      const found = await isolated(
        { actions: [] },
        { overrides: { hunting: { reports: failing('upstream_timeout') } } },
      );
      assert.equal(found.verified, 'no');
      assert.match(found.evidence ?? '', /Defender lists no isolation that holds/);
    });

    it('comes less often to a device that stays silent for long', async () => {
      const soon = await isolated({});
      assert.equal(soon.lookAgainInMs, 300_000, 'half of the ten minutes that went by');
    });
  });

  describe('of a release', () => {
    it('is a connection since, of another program than Defender', async () => {
      const found = await look(release, 'Unisolate', { connections: { [ID]: connection(at(1)) } });
      assert.equal(found.verified, 'yes');
      assert.match(found.evidence ?? '', /It is connected again: chrome\.exe connected to/);
    });

    it('is not given while there is none', async () => {
      for (const connections of [
        {},
        { [ID]: connection(at(1), 'MsSense.exe') },
        { [ID]: connection(at(-1)) },
      ]) {
        const found = await look(release, 'Unisolate', { connections, reports: { [ID]: at(5) } });
        assert.equal(found.verified, 'pending');
      }
    });
  });

  describe('of a restriction', () => {
    it('is a program that was blocked since; that none was proves nothing', async () => {
      const blocked = (when: string) => ({ [ID]: { at: when, fileName: 'tool.exe' } });
      const done = await look(restrict, 'RestrictCodeExecution', { blockedPrograms: blocked(at(2)) });
      assert.equal(done.verified, 'yes');
      assert.match(done.evidence ?? '', /A policy blocked tool\.exe on it at .* 08:52 UTC/);
      for (const blockedPrograms of [{}, blocked(at(-2))]) {
        const found = await look(restrict, 'RestrictCodeExecution', { blockedPrograms });
        assert.equal(found.verified, 'pending');
        assert.match(found.evidence ?? '', /which proves nothing/);
      }
    });

    it('is not there for its end, and that is said', async () => {
      const found = await look(unrestrict, 'UnrestrictCodeExecution', {});
      assert.equal(found.verified, 'pending');
      assert.match(found.evidence ?? '', /no API tells that it runs every program again/);
      assert.equal(typeof unrestrict.proof, 'object');
    });
  });

  it('shows no more of a name than fits', async () => {
    const found = await look(isolate, 'Isolate', {
      connections: { [ID]: connection(at(2), `${'x'.repeat(300)}.exe`) },
    });
    assert.ok((found.evidence ?? '').length < 400);
  });
});
