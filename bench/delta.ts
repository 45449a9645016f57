/**
 * A draft against a whole tenant: `whatif --draft` over a folder of 10,000 people and 40 policies, for five apps, in a
 * process of its own. Groups overlap at random, so that hardly two people are alike to the policies: the hard case.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { runWhatifDraft } from '../src/cli/whatif-draft.ts';
import { residentMb } from './children.ts';
import { atMost, info } from './measure.ts';
import type { Line } from './measure.ts';

const PEOPLE = 10_000;
const POLICIES = 40;
const GROUPS = 30;
const APPS = ['email', 'Teams', 'SharePoint', 'Azure portal', 'Intune'];

interface Measured {
  readonly seconds: number;
  readonly lines: number;
  readonly peakMb: number;
}

export async function measureDelta(): Promise<readonly Line[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'drawbridge-delta-'));
  try {
    await fill(folder);
    const { stdout } = await promisify(execFile)(process.execPath, [import.meta.filename, folder]);
    const { seconds, lines, peakMb } = JSON.parse(stdout) as Measured;
    const size = `${PEOPLE.toLocaleString('en-US')} people × ${POLICIES} policies × ${APPS.length} apps`;
    return [
      atMost(`draft against ${size}, the folder read too`, seconds, 20, ' s', 1),
      atMost('memory of the process at its highest', peakMb, 400, ' MB'),
      info('lines of people whose access changes', lines.toLocaleString('en-US')),
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function run(folder: string): Promise<Measured> {
  const started = performance.now();
  let lines = 0;
  await runWhatifDraft(
    { tenantDir: folder, draftFile: path.join(folder, 'draft.json'), apps: APPS, replaceAll: false },
    () => {
      lines += 1;
    },
  );
  const seconds = (performance.now() - started) / 1000;
  // `maxRSS` (kilobytes) begins with what the parent had when it started this process; `VmHWM` does not.
  const peakMb = residentMb(process.pid, 'VmHWM') ?? process.resourceUsage().maxRSS / 1024;
  return { seconds, lines: lines - 1, peakMb };
}

async function fill(folder: string): Promise<void> {
  const random = sequence();
  const ids = Array.from({ length: PEOPLE }, (_, index) => idOf('a', index));
  const users = ids.map((id, index) => ({
    id,
    displayName: `Person ${index}`,
    userPrincipalName: `person.${index}@contoso.example`,
    userType: 'Member',
    accountEnabled: true,
  }));
  const groupMembers = Object.fromEntries(
    Array.from({ length: GROUPS }, (_, group) => [idOf('b', group), ids.filter(() => random() < 0.15)]),
  );
  const owners = ids.flatMap((id, index) => (index % 3 === 0 ? [id, id] : [id]));
  const devices = owners.map((_, index) => ({
    id: idOf('d', index),
    deviceId: idOf('e', index),
    displayName: `LT-${index}`,
    accountEnabled: true,
    isCompliant: random() < 0.9,
    isManaged: random() < 0.95,
    trustType: oneOf(['AzureAd', 'ServerAd', 'Workplace'], random),
    operatingSystem: oneOf(['Windows', 'iOS', 'Android', 'MacOS'], random),
    model: `Model ${Math.floor(random() * 20)}`,
  }));
  const files = {
    users,
    groupMembers,
    devices,
    deviceOwners: Object.fromEntries(owners.map((owner, index) => [idOf('d', index), [owner]])),
    organization: [{ id: idOf('f', 0), countryLetterCode: 'SE' }],
    namedLocations: [
      {
        '@odata.type': '#microsoft.graph.ipNamedLocation',
        id: idOf('c', 0),
        isTrusted: true,
        ipRanges: [{ cidrAddress: '198.51.100.0/24' }],
      },
    ],
    conditionalAccessPolicies: Array.from({ length: POLICIES }, (_, index) => policy(index)),
    draft: [
      { ...policy(4), grantControls: { operator: 'AND', builtInControls: ['mfa', 'compliantDevice'] } },
      { ...policy(5), state: 'disabled' },
      { ...policy(11), id: idOf('9', POLICIES) },
    ],
  };
  for (const [name, content] of Object.entries(files)) {
    await writeFile(path.join(folder, `${name}.json`), JSON.stringify(content));
  }
}

/** Every fourth is for everybody, some look at the platform, the place or the device. */
function policy(index: number): object {
  const everybody = index % 4 === 0;
  const groups = [idOf('b', index % GROUPS), idOf('b', (index * 7) % GROUPS)];
  return {
    id: idOf('9', index),
    displayName: `Policy ${index}`,
    state: 'enabled',
    conditions: {
      users: {
        includeUsers: everybody ? ['All'] : [],
        includeGroups: everybody ? [] : groups,
        excludeGroups: [idOf('b', (index * 3) % GROUPS)],
      },
      applications: { includeApplications: [index % 2 === 0 ? 'Office365' : 'All'] },
      clientAppTypes: ['all'],
      platforms: index % 5 === 0 ? { includePlatforms: ['iOS', 'android'] } : null,
      locations: index % 6 === 0 ? { includeLocations: ['All'], excludeLocations: ['AllTrusted'] } : null,
      devices:
        index % 9 === 0
          ? { deviceFilter: { mode: 'exclude', rule: 'device.displayName -startsWith "LT-1"' } }
          : null,
    },
    grantControls: {
      operator: 'OR',
      builtInControls: index % 11 === 0 ? ['compliantDevice'] : ['mfa', 'compliantDevice'],
    },
  };
}

function idOf(kind: string, index: number): string {
  return `${kind.repeat(8)}-1111-4222-8333-${String(index).padStart(12, '0')}`;
}

function oneOf(values: readonly string[], random: () => number): string {
  return values[Math.floor(random() * values.length)] ?? '';
}

/** The same numbers every time. */
function sequence(): () => number {
  let state = 7;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const [, program, folder] = process.argv;
if (program === import.meta.filename && folder !== undefined) {
  process.stdout.write(JSON.stringify(await run(folder)));
}
