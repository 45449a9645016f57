/** What runs on a simulated machine. Public addresses are of the ranges kept for documentation. */
import { createHash } from 'node:crypto';
import { text, type JsonObject } from '../../json.ts';

export interface Program {
  readonly file: string;
  readonly path: string;
  readonly processId: number;
  readonly remoteUrl: string;
  readonly remoteIp: string;
}

export type Programs = readonly [Program, ...Program[]];

export interface Platform {
  readonly programs: Programs;
  /** Defender's own programs, whose connections nothing cuts off. */
  readonly defender: Programs;
  /** Asks for names and addresses of the network. */
  readonly resolver: Program;
}

/** Not signed by Microsoft: they do not start on a machine that is restricted to what is. */
export const FOREIGN: ReadonlySet<string> = new Set(['chrome.exe', 'backup-agent.exe']);

/** They still connect in a selective isolation. */
export const KEPT_IN_SELECTIVE: ReadonlySet<string> = new Set(['outlook.exe', 'ms-teams.exe']);

function program(path: string, remoteUrl: string, remoteIp: string): Program {
  const file = path.split(/[\\/]/).at(-1) ?? path;
  const processId = 4 * createHash('sha256').update(path).digest().readUInt16LE(0);
  return { file, path, processId, remoteUrl, remoteIp };
}

const windows = (path: string, remoteUrl: string, remoteIp: string) =>
  program(`C:\\${path}`, remoteUrl, remoteIp);

const svchost = windows('Windows\\System32\\svchost.exe', 'updates.example.com', '192.0.2.24');

const windowsDefender: Programs = [
  windows(
    'Program Files\\Windows Defender Advanced Threat Protection\\MsSense.exe',
    'sensor.example.net',
    '203.0.113.200',
  ),
  windows(
    'ProgramData\\Microsoft\\Windows Defender\\Platform\\MsMpEng.exe',
    'protection.example.net',
    '203.0.113.201',
  ),
];

const CLIENT: Platform = {
  programs: [
    windows('Program Files\\Google\\Chrome\\Application\\chrome.exe', 'www.example.com', '198.51.100.61'),
    windows(
      'Program Files\\Microsoft Office\\root\\Office16\\outlook.exe',
      'mail.example.com',
      '203.0.113.25',
    ),
    svchost,
    windows('Program Files\\WindowsApps\\MSTeams\\ms-teams.exe', 'teams.example.com', '203.0.113.52'),
    windows('Program Files\\Microsoft OneDrive\\OneDrive.exe', 'files.example.com', '192.0.2.80'),
  ],
  defender: windowsDefender,
  resolver: svchost,
};

const SERVER: Platform = {
  programs: [
    windows('Windows\\System32\\inetsrv\\w3wp.exe', 'api.example.org', '198.51.100.90'),
    svchost,
    windows('Program Files\\Backup\\backup-agent.exe', 'backup.example.org', '192.0.2.66'),
  ],
  defender: windowsDefender,
  resolver: svchost,
};

/** Which of its programs Defender connects with on Linux and macOS is UNCONFIRMED. */
const daemon = (folder: string): Programs => [
  program(`${folder}/wdavdaemon`, 'sensor.example.net', '203.0.113.200'),
];

const LINUX: Platform = {
  programs: [
    program('/usr/bin/curl', 'api.example.org', '198.51.100.90'),
    program('/usr/bin/python3', 'packages.example.org', '192.0.2.66'),
  ],
  defender: daemon('/opt/microsoft/mdatp/sbin'),
  resolver: program('/usr/lib/systemd/systemd-resolved', '', ''),
};

const MAC: Platform = {
  programs: [
    program('/Applications/Safari.app/Contents/MacOS/Safari', 'www.example.com', '198.51.100.61'),
    program('/usr/libexec/softwareupdated', 'updates.example.com', '192.0.2.24'),
  ],
  defender: daemon('/Applications/Microsoft Defender.app/Contents/MacOS'),
  resolver: program('/usr/sbin/mDNSResponder', '', ''),
};

/** Phones tell nothing of their processes and connections (UNCONFIRMED). */
const PHONES: ReadonlySet<string> = new Set(['Android', 'iOS']);

export function livePlatform(machine: JsonObject): Platform | undefined {
  const name = text(machine['osPlatform']) ?? '';
  if (PHONES.has(name)) return undefined;
  if (name.startsWith('WindowsServer')) return SERVER;
  if (name.startsWith('Windows')) return CLIENT;
  return name === 'macOS' ? MAC : LINUX;
}
