/**
 * What an isolation would take along, or what may keep it from being lifted again: from what is really known of the
 * machine (its system, name, tags, software, who logs on). What is told by a name or a tag says so. Sources: reference
 * sheets mde-api (5.3) and field (3.1).
 */
import type { InstalledSoftware, LogonUser, Machine } from '../tenant/device.ts';
import type { EvidenceLine } from '../approvals/request.ts';

export interface IsolationFacts {
  readonly machine: Machine;
  readonly logons: readonly LogonUser[] | null;
  /** null = could not be read. */
  readonly software: readonly InstalledSoftware[] | null;
}

/** Most telling first. */
export function isolationHazards(facts: IsolationFacts, now: Date): readonly string[] {
  const { machine, logons, software } = facts;
  return [
    ...roleWarnings(machine),
    ...softwareWarnings(software ?? []),
    ...peopleWarnings(logons ?? [], now),
    ...systemWarnings(machine),
  ];
}

/** Unknown is shown as unknown, and nothing found as nothing found. */
export function hazardsEvidence({ software }: IsolationFacts): readonly EvidenceLine[] {
  const found = software === null ? [] : KINDS.flatMap(({ fits }) => namesOf(software, fits));
  return [
    {
      label: 'VPN, proxy, virtual machines',
      value:
        software === null
          ? 'the list of software could not be read'
          : found.length === 0
            ? 'none found in the list of software'
            : found.join(', '),
    },
  ];
}

/** What depends on a role that its name or a tag tells. */
const ROLES: readonly (readonly [word: RegExp, warning: string])[] = [
  [/^(?:dc\d*|domain ?controllers?|adds)$/, 'a domain controller: sign-ins may fail for everybody'],
  [/^(?:dns\d*|dhcp\d*)$/, 'a DNS or DHCP server: names or addresses may fail for everybody'],
  [
    /^(?:hv\d*|hyperv\d*|hyper v|vmhost\d*|virtualization host)$/,
    'a host of virtual machines: they lose their network along with it',
  ],
  [/^(?:vpn\d*|proxy\d*|gw\d*|gateway\d*)$/, 'a VPN, proxy or gateway: whoever goes through it is cut off'],
];

function roleWarnings({ computerDnsName, machineTags }: Machine): readonly string[] {
  const name = (computerDnsName ?? '').split('.')[0]?.toLowerCase().split(/[-_]/) ?? [];
  const tags = machineTags.map((tag) => tag.toLowerCase().replace(/[-_]/g, ' '));
  return ROLES.flatMap(([word, what]) => {
    const tagged = tags.some((tag) => word.test(tag) || word.test(tag.replace(/ /g, '')));
    const named = name.some((part) => word.test(part));
    if (!tagged && !named) return [];
    return [`By its ${tagged ? 'tag' : 'name'} it seems to be ${what}.`];
  });
}

interface SoftwareKind {
  readonly fits: RegExp;
  readonly says: (names: string) => string;
}

/** As Defender names them: `vendor-_-product`. */
const KINDS: readonly SoftwareKind[] = [
  {
    fits: /-_-(?:hyper-?v(?:_|$)|vmware_?(?:workstation|server|esxi?)|workstation(?:_pro)?$|vm_?virtualbox|virtualbox)/,
    says: (names) => `${names} is installed: virtual machines on it lose their network along with it.`,
  },
  {
    fits: /-_-(?:anyconnect|secure_client|.*globalprotect|forticlient|openvpn|wireguard|pulse_secure|pulse_connect|ivanti_secure|secure_access_client|netextender|big-?ip_edge|endpoint_security_vpn|warp|tailscale|.*vpn)/,
    says: (names) =>
      `${names} is installed: behind a full tunnel the device may lose Defender as well, and then it cannot be released from here (split tunnel is advised).`,
  },
  {
    fits: /(?:^zscaler-_-|^netskope-_-|-_-client_connector|-_-umbrella|-_-web_security_agent|-_-squid|-_-proxy)/,
    says: (names) =>
      `${names} is installed: if Defender's own traffic goes through it, the device may not come back by itself.`,
  },
];

function softwareWarnings(software: readonly InstalledSoftware[]): readonly string[] {
  return KINDS.flatMap(({ fits, says }) => {
    const names = namesOf(software, fits);
    return names.length === 0 ? [] : [says(names.slice(0, 3).join(', '))];
  });
}

function namesOf(software: readonly InstalledSoftware[], fits: RegExp): readonly string[] {
  return software.filter(({ id }) => fits.test(id.toLowerCase())).map(({ id, name }) => name || id);
}

const DAY_MS = 24 * 3_600_000;
/** More than those who share a desk. */
const MANY = 3;

function peopleWarnings(logons: readonly LogonUser[], now: Date): readonly string[] {
  const recent = logons.filter(
    ({ lastSeen }) => lastSeen !== null && now.getTime() - Date.parse(lastSeen) < DAY_MS,
  );
  const services = [...new Set(recent.filter(isService).map(({ accountName }) => accountName))];
  const people = new Set(
    recent.filter((one) => !isService(one)).map(({ accountName }) => accountName.toLowerCase()),
  );
  return [
    ...(services.length === 0
      ? []
      : [`Services run there as ${services.slice(0, 3).join(', ')}: what they do for others stops.`]),
    ...(people.size > MANY ? [`${people.size} people logged on in the last 24 hours: all are cut off.`] : []),
  ];
}

function isService({ accountName, logonTypes }: LogonUser): boolean {
  return /\b(?:service|batch)\b/i.test(logonTypes ?? '') || /^(?:svc|service|sa)[-_.]|\$$/i.test(accountName);
}

function systemWarnings({ osPlatform, healthStatus }: Machine): readonly string[] {
  const platform = osPlatform ?? '';
  return [
    ...(/^mac/i.test(platform)
      ? ['Isolation of Macs needs a recent Defender; Microsoft may refuse it.']
      : []),
    ...(platform !== '' && !/^(?:windows|mac)/i.test(platform)
      ? ['On Linux a change of the packet filter (iptables) on the device lifts it.']
      : []),
    ...(healthStatus === 'Inactive'
      ? ['Defender tries for about three days; a device that is off for longer has to be isolated anew.']
      : []),
  ];
}
