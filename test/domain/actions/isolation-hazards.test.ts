import assert from 'node:assert/strict';
import { isolate } from '../../../src/domain/actions/isolate.ts';
import type { Preflight } from '../../../src/domain/actions/action.ts';
import { hazardsEvidence, isolationHazards } from '../../../src/domain/actions/isolation-hazards.ts';
import type { InstalledSoftware, LogonUser, Machine } from '../../../src/domain/tenant/device.ts';
import { NOW, failing, fakePorts, fixedClock } from '../../fakes/tenant-ports.ts';
import { MACHINE_ID, ago, healthyTenant, machine } from '../../fakes/sample-device.ts';

const software = (id: string, name = ''): InstalledSoftware => ({
  id,
  name,
  vendor: '',
  weaknesses: 0,
  publicExploit: false,
});
const logon = (accountName: string, part: Partial<LogonUser> = {}): LogonUser => ({
  accountName,
  accountDomain: 'contoso',
  firstSeen: null,
  lastSeen: ago({ hours: 2 }),
  logonTypes: 'Interactive',
  isDomainAdmin: false,
  ...part,
});
const hazards = (
  part: Partial<Machine>,
  programs: readonly InstalledSoftware[] | null = [],
  logons: readonly LogonUser[] | null = [],
): string => isolationHazards({ machine: machine(part), software: programs, logons }, NOW).join('\n');

describe('what an isolation would take along', () => {
  const roles: readonly (readonly [Partial<Machine>, RegExp])[] = [
    [{ computerDnsName: 'srv-dc-01.contoso.example' }, /^By its name it seems to be a domain controller/],
    [{ computerDnsName: 'dc2.contoso.example' }, /^By its name it seems to be a domain controller/],
    [{ machineTags: ['Domain-Controller'] }, /^By its tag it seems to be a domain controller/],
    [{ computerDnsName: 'srv-dns-01.contoso.example' }, /a DNS or DHCP server/],
    [{ machineTags: ['DHCP'] }, /^By its tag it seems to be a DNS or DHCP server/],
    [{ computerDnsName: 'srv-hv01.contoso.example' }, /a host of virtual machines/],
    [{ machineTags: ['Hyper-V'] }, /^By its tag it seems to be a host of virtual machines/],
    [{ computerDnsName: 'vpn-01.contoso.example' }, /a VPN, proxy or gateway/],
    [{ machineTags: ['Proxy'] }, /^By its tag it seems to be a VPN, proxy or gateway/],
  ];
  for (const [part, says] of roles) {
    it(`is told by ${part.computerDnsName ?? part.machineTags?.join() ?? ''}`, () => {
      assert.match(hazards(part), says);
    });
  }
  for (const part of [
    { computerDnsName: 'fin-lt-042.contoso.example', machineTags: ['VIP', 'Finance'] },
    { computerDnsName: 'adc-dcm-lt1.contoso.example' },
    { computerDnsName: null },
  ]) {
    it(`is nothing for ${part.computerDnsName ?? 'a device without a name'}`, () => {
      assert.equal(hazards(part), '');
    });
  }

  for (const [id, says] of [
    ['microsoft-_-hyper-v', /microsoft-_-hyper-v is installed: virtual machines/],
    ['oracle-_-vm_virtualbox', /virtual machines/],
    ['vmware-_-workstation', /virtual machines/],
    ['cisco-_-anyconnect_secure_mobility_client', /behind a full tunnel/],
    ['palo_alto_networks-_-globalprotect', /behind a full tunnel/],
    ['fortinet-_-forticlient', /behind a full tunnel/],
    ['openvpn-_-openvpn', /behind a full tunnel/],
    ['nordvpn-_-nordvpn', /behind a full tunnel/],
    ['zscaler-_-client_connector', /Defender's own traffic/],
    ['netskope-_-netskope', /Defender's own traffic/],
  ] as const) {
    it(`is told by the software ${id}`, () => {
      assert.match(hazards({}, [software('microsoft-_-teams'), software(id)]), says);
    });
  }
  it('is nothing for the software that everybody has', () => {
    const ids = ['microsoft-_-edge_chromium-based', '7-zip-_-7-zip', 'microsoft-_-office', 'warp-_-editor'];
    assert.equal(
      hazards(
        {},
        ids.map((id) => software(id)),
      ),
      '',
    );
    assert.equal(hazards({}, null, null), '');
  });
  it('is told by who logs on: services, and many people', () => {
    assert.match(hazards({}, [], [logon('svc-sql')]), /Services run there as svc-sql: what they do/);
    assert.match(hazards({}, [], [logon('report', { logonTypes: 'Service, Network' })]), /as report/);
    assert.match(hazards({}, [], [logon('gmsa01$')]), /as gmsa01\$/);
    assert.equal(hazards({}, [], [logon('svc-old', { lastSeen: ago({ days: 3 }) })]), '');
    assert.equal(hazards({}, [], [logon('svc-unknown', { lastSeen: null })]), '');
    const people = ['a', 'b', 'c', 'A'].map((name) => logon(name));
    assert.equal(hazards({}, [], people), '');
    assert.match(hazards({}, [], [...people, logon('d')]), /^4 people logged on in the last 24 hours/);
  });
  it('is told by the system and by the silence', () => {
    assert.match(hazards({ osPlatform: 'macOS' }), /Macs need|Macs needs/);
    assert.match(hazards({ osPlatform: 'Ubuntu' }), /iptables/);
    assert.match(hazards({ healthStatus: 'Inactive' }), /about three days/);
    assert.equal(hazards({ osPlatform: null }), '');
  });
});

describe('what was looked for', () => {
  it('is shown as found, as nothing, or as unknown', () => {
    const line = (programs: readonly InstalledSoftware[] | null) =>
      hazardsEvidence({ machine: machine(), logons: null, software: programs })[0]?.value;
    assert.equal(line(null), 'the list of software could not be read');
    assert.equal(line([software('microsoft-_-teams')]), 'none found in the list of software');
    assert.equal(line([software('openvpn-_-openvpn', 'OpenVPN')]), 'OpenVPN');
  });
});

describe('isolate', () => {
  const look = (
    part: Partial<Machine>,
    kind = 'full',
    overrides: Parameters<typeof fakePorts>[1] = {},
  ): Promise<Preflight> =>
    isolate.preflight(
      {
        target: { kind: 'device', id: MACHINE_ID, name: 'FIN-LT-042', aadDeviceId: null },
        parameters: { kind },
      },
      fakePorts(
        healthyTenant({
          machines: [machine(part)],
          software: { [MACHINE_ID]: [software('openvpn-_-openvpn', 'OpenVPN')] },
        }),
        overrides,
      ),
      fixedClock(),
    );

  it('shows the hazards before anybody clicks', async () => {
    const { warnings, evidence, blockers } = await look({});
    assert.deepEqual(blockers, []);
    assert.match(warnings.join(), /OpenVPN is installed/);
    assert.ok(evidence.some(({ label, value }) => label.startsWith('VPN') && value === 'OpenVPN'));
  });
  it('waits for no list of software that does not come', async () => {
    const silent = { endpoints: { software: failing('upstream_timeout') } };
    const { warnings, evidence, blockers } = await look({}, 'full', silent);
    assert.deepEqual([blockers, warnings], [[], []]);
    assert.ok(evidence.some(({ value }) => value === 'the list of software could not be read'));
  });
  for (const [kind, part, why] of [
    ['full', { osPlatform: 'Windows10', version: '1607' }, /needs Windows 10 1703/],
    ['selective', { osPlatform: 'Windows10', version: '1703' }, /needs Windows 10 1709/],
    ['full', { osPlatform: 'Windows7' }, /needs Windows 10 1703/],
    ['selective', { osPlatform: 'Ubuntu' }, /works on Windows only/],
  ] as const) {
    it(`is refused: ${kind} on ${Object.values(part).join(' ')}`, async () => {
      assert.match((await look(part, kind)).blockers[0]?.message ?? '', why);
    });
  }
  it('warns where Microsoft names no server for the selective one', async () => {
    const server = { osPlatform: 'WindowsServer2022' };
    assert.match(
      (await look(server, 'selective')).warnings.join(),
      /not WindowsServer2022: it may be refused/,
    );
    assert.doesNotMatch((await look(server)).warnings.join(), /may be refused/);
    assert.deepEqual((await look({ osPlatform: 'Windows10', version: '1703' })).blockers, []);
  });
});
