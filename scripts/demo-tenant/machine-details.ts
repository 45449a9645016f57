/** `machineDetails.json`: what Defender answers below one machine: people, weaknesses, software, missing updates. */
import { DEVICES, inDefender, machineIdOf, type DeviceSpec } from './device-catalogue.ts';
import { personOf } from './people.ts';
import { DAY, HOUR, ago, numberFrom } from './stable.ts';
import { windowsAccount } from './users.ts';

interface Product {
  readonly id: string;
  readonly name: string;
  readonly vendor: string;
  readonly on: (one: DeviceSpec) => boolean;
}

interface Weakness {
  readonly cve: string;
  readonly product: string;
  readonly severity: 'Low' | 'Medium' | 'High' | 'Critical';
  readonly cvss: number;
  readonly text: string;
  readonly publishedDaysAgo: number;
  readonly publicExploit: boolean;
  readonly inKit: boolean;
  /** Machines below this exposure do not have it. */
  readonly from: 'Low' | 'Medium' | 'High';
}

const isWindows = (one: DeviceSpec): boolean =>
  one.platform.startsWith('win') || one.platform.startsWith('server');
const isLaptop = (one: DeviceSpec): boolean => one.role === 'laptop' && isWindows(one);
const named =
  (...names: readonly string[]) =>
  (one: DeviceSpec): boolean =>
    names.includes(one.name);

const PRODUCTS: readonly Product[] = [
  { id: 'microsoft-_-windows', name: 'windows', vendor: 'microsoft', on: isWindows },
  { id: 'microsoft-_-edge_chromium-based', name: 'edge_chromium-based', vendor: 'microsoft', on: isWindows },
  { id: 'microsoft-_-office', name: 'office', vendor: 'microsoft', on: isLaptop },
  { id: 'microsoft-_-teams', name: 'teams', vendor: 'microsoft', on: isLaptop },
  { id: '7-zip-_-7-zip', name: '7-zip', vendor: '7-zip', on: isLaptop },
  {
    id: 'mozilla-_-firefox',
    name: 'firefox',
    vendor: 'mozilla',
    on: named('ENG-LT-008', 'ENG-LT-009', 'ENG-LT-012', 'ENG-WS-002'),
  },
  {
    id: 'microsoft-_-sql_server_2022',
    name: 'sql_server_2022',
    vendor: 'microsoft',
    on: named('SRV-SQL-01'),
  },
  { id: 'apache-_-tomcat', name: 'tomcat', vendor: 'apache', on: named('SRV-WEB-01') },
  { id: 'openbsd-_-openssh', name: 'openssh', vendor: 'openbsd', on: named('SRV-LNX-01', 'ENG-WS-002') },
  { id: 'apple-_-macos', name: 'macos', vendor: 'apple', on: named('ENG-MAC-003') },
];

const WEAKNESSES: readonly Weakness[] = [
  {
    cve: 'CVE-2026-10017',
    product: 'microsoft-_-windows',
    severity: 'Critical',
    cvss: 9.8,
    text: 'Remote code execution in a Windows network service.',
    publishedDaysAgo: 38,
    publicExploit: true,
    inKit: true,
    from: 'High',
  },
  {
    cve: 'CVE-2026-10042',
    product: 'microsoft-_-windows',
    severity: 'High',
    cvss: 7.8,
    text: 'Elevation of privilege in the Windows kernel.',
    publishedDaysAgo: 10,
    publicExploit: false,
    inKit: false,
    from: 'Medium',
  },
  {
    cve: 'CVE-2026-10058',
    product: '7-zip-_-7-zip',
    severity: 'High',
    cvss: 7.0,
    text: 'Mark of the web is not carried over to extracted files.',
    publishedDaysAgo: 120,
    publicExploit: true,
    inKit: false,
    from: 'High',
  },
  {
    cve: 'CVE-2026-10063',
    product: 'microsoft-_-edge_chromium-based',
    severity: 'High',
    cvss: 8.8,
    text: 'Type confusion in the script engine.',
    publishedDaysAgo: 4,
    publicExploit: true,
    inKit: false,
    from: 'Medium',
  },
  {
    cve: 'CVE-2026-10071',
    product: 'microsoft-_-office',
    severity: 'Medium',
    cvss: 5.5,
    text: 'Information disclosure when a document is previewed.',
    publishedDaysAgo: 10,
    publicExploit: false,
    inKit: false,
    from: 'Low',
  },
  {
    cve: 'CVE-2026-10088',
    product: 'apache-_-tomcat',
    severity: 'Critical',
    cvss: 9.1,
    text: 'Path equivalence lets an upload be executed.',
    publishedDaysAgo: 55,
    publicExploit: true,
    inKit: true,
    from: 'Low',
  },
  {
    cve: 'CVE-2026-10090',
    product: 'microsoft-_-sql_server_2022',
    severity: 'Medium',
    cvss: 6.5,
    text: 'Denial of service by a crafted query.',
    publishedDaysAgo: 38,
    publicExploit: false,
    inKit: false,
    from: 'Low',
  },
  {
    cve: 'CVE-2026-10095',
    product: 'openbsd-_-openssh',
    severity: 'Medium',
    cvss: 5.9,
    text: 'Prefix truncation in the transport protocol.',
    publishedDaysAgo: 210,
    publicExploit: false,
    inKit: false,
    from: 'Low',
  },
];

const LEVEL = { Low: 1, Medium: 2, High: 3 } as const;

const productsOf = (one: DeviceSpec): readonly Product[] =>
  one.onboarding === 'Onboarded' ? PRODUCTS.filter((product) => product.on(one)) : [];

const weaknessesOf = (one: DeviceSpec): readonly Weakness[] =>
  WEAKNESSES.filter(
    (weakness) =>
      LEVEL[one.exposure] >= LEVEL[weakness.from] &&
      productsOf(one).some((product) => product.id === weakness.product),
  );

const machinesInDefender = DEVICES.filter(inDefender);
const exposedTo = (weakness: Weakness): number =>
  machinesInDefender.filter((one) => weaknessesOf(one).includes(weakness)).length;

const vulnerability = (weakness: Weakness): object => ({
  id: weakness.cve,
  name: weakness.cve,
  description: weakness.text,
  severity: weakness.severity,
  cvssV3: weakness.cvss,
  exposedMachines: exposedTo(weakness),
  publishedOn: ago(weakness.publishedDaysAgo * DAY),
  updatedOn: ago(Math.max(1, weakness.publishedDaysAgo - 3) * DAY),
  publicExploit: weakness.publicExploit,
  exploitVerified: weakness.inKit,
  exploitInKit: weakness.inKit,
  exploitTypes: weakness.publicExploit ? ['Remote'] : [],
  exploitUris: [],
});

function software(one: DeviceSpec, product: Product): object {
  const own = weaknessesOf(one).filter((weakness) => weakness.product === product.id);
  const all = WEAKNESSES.filter((weakness) => weakness.product === product.id);
  return {
    id: product.id,
    name: product.name,
    vendor: product.vendor,
    weaknesses: own.length,
    publicExploit: own.some((weakness) => weakness.publicExploit),
    activeAlert: one.risk === 'High' && product.id === 'microsoft-_-windows',
    exposedMachines: Math.max(0, ...all.map(exposedTo)),
    impactScore: Number((own.length * 2.4).toFixed(1)),
  };
}

function recommendation(one: DeviceSpec, product: Product): object | null {
  const own = weaknessesOf(one).filter((weakness) => weakness.product === product.id);
  if (own.length === 0) return null;
  return {
    id: `va-_-${product.id}`,
    productName: product.name,
    recommendationName: `Update ${product.vendor} ${product.name}`,
    weaknesses: own.length,
    vendor: product.vendor,
    recommendedVersion: '',
    recommendationCategory: 'Application',
    subCategory: '',
    severityScore: Math.max(...own.map((weakness) => weakness.cvss)),
    publicExploit: own.some((weakness) => weakness.publicExploit),
    activeAlert: false,
    associatedThreats: [],
    remediationType: 'Update',
    status: 'Active',
    configScoreImpact: 0,
    exposureImpact: Number((own.length * 0.7).toFixed(1)),
    totalMachineCount: machinesInDefender.filter((other) => product.on(other)).length,
    exposedMachinesCount: Math.max(...own.map(exposedTo)),
    nonProductivityImpactedAssets: 0,
    relatedComponent: product.name,
  };
}

const missingUpdate = (one: DeviceSpec): object[] =>
  isWindows(one) && one.exposure !== 'Low' && one.onboarding === 'Onboarded'
    ? [
        {
          id: '5068900',
          name: 'November 2026 Security Updates',
          productsNames: [one.role === 'server' ? 'Windows Server' : 'Windows 11'],
          url: 'https://catalog.update.microsoft.com/v7/site/Search.aspx?q=KB5068900',
          machineMissedOn: ago(9 * DAY),
          cveAddressed: weaknessesOf(one).filter((weakness) => weakness.product === 'microsoft-_-windows')
            .length,
        },
      ]
    : [];

function logonUser(
  account: { accountName: string; domainName: string },
  one: DeviceSpec,
  hours: number,
  admin = false,
): object {
  return {
    id: `${account.domainName}\\${account.accountName}`,
    accountName: account.accountName,
    accountDomain: account.domainName,
    firstSeen: ago((30 + numberFrom(200, 'log-on', one.key)) * DAY),
    lastSeen: ago(hours * HOUR),
    logonTypes: one.role === 'server' ? 'RemoteInteractive' : 'Interactive',
    isDomainAdmin: admin,
    isOnlyNetworkUser: false,
  };
}

function logonUsers(one: DeviceSpec): object[] {
  if (one.onboarding !== 'Onboarded') return [];
  const users: object[] = [];
  if (one.owner !== null)
    users.push(logonUser(windowsAccount(personOf(one.owner)), one, one.lastSeenHours + 1));
  if (one.role === 'server' && isWindows(one)) {
    users.push(logonUser({ accountName: 'adm-allan', domainName: 'contoso' }, one, 30, true));
  }
  // An administrator's account on a controller's laptop: what makes the alert on it serious.
  if (one.name === 'FIN-LT-042')
    users.push(logonUser({ accountName: 'adm-allan', domainName: 'contoso' }, one, 5, true));
  return users;
}

const details = (one: DeviceSpec): object => ({
  logonUsers: logonUsers(one),
  vulnerabilities: weaknessesOf(one).map(vulnerability),
  recommendations: productsOf(one).flatMap((product) => recommendation(one, product) ?? []),
  software: productsOf(one).map((product) => software(one, product)),
  missingKbs: missingUpdate(one),
});

export const machineDetails = (): Record<string, object> =>
  Object.fromEntries(machinesInDefender.map((one) => [machineIdOf(one), details(one)]));
