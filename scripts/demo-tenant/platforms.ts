/** The operating systems of the demo tenant, each as the three services spell it. */

export type PlatformKey =
  | 'win11-25h2'
  | 'win11-24h2'
  | 'win11-23h2'
  | 'win11-22h2'
  | 'win10-22h2'
  | 'server2022'
  | 'server2019'
  | 'macos15'
  | 'ios26'
  | 'ipados26'
  | 'android16'
  | 'ubuntu2404'
  | 'printer'
  | 'unknown';

export interface Platform {
  /** Entra `device.operatingSystem`; null = never seen there. */
  readonly entra: string | null;
  /** Intune `managedDevice.operatingSystem`; null = never seen there. */
  readonly intune: string | null;
  readonly version: string;
  /** Defender `machine.osPlatform`, `version`, `osBuild`; null = never seen there. */
  readonly defender: {
    readonly osPlatform: string;
    readonly version: string | null;
    readonly osBuild: number | null;
  } | null;
  /** Conditional Access device platform as Entra derives it; null = not recognised. */
  readonly signIn: 'windows' | 'macOS' | 'iOS' | 'android' | 'linux' | null;
  readonly manufacturer: string;
  readonly models: readonly string[];
  readonly architecture: string;
}

const laptop = {
  manufacturer: 'LENOVO',
  models: ['ThinkPad T14 Gen 5', 'ThinkPad X1 Carbon Gen 12'],
  architecture: '64-bit',
};
const virtual = {
  manufacturer: 'Microsoft Corporation',
  models: ['Virtual Machine'],
  architecture: '64-bit',
};

const windows = (
  osPlatform: string,
  build: number,
  patch: number,
  version: string,
  hardware: typeof laptop,
): Platform => ({
  entra: 'Windows',
  intune: 'Windows',
  version: `10.0.${build}.${patch}`,
  defender: { osPlatform, version, osBuild: build },
  signIn: 'windows',
  ...hardware,
});

export const PLATFORMS: Readonly<Record<PlatformKey, Platform>> = {
  'win11-25h2': windows('Windows11', 26200, 7171, '25H2', laptop),
  'win11-24h2': windows('Windows11', 26100, 7171, '24H2', laptop),
  'win11-23h2': windows('Windows11', 22631, 6199, '23H2', laptop),
  'win11-22h2': windows('Windows11', 22621, 4317, '22H2', laptop),
  'win10-22h2': windows('Windows10', 19045, 6456, '22H2', laptop),
  server2022: windows('WindowsServer2022', 20348, 4294, '21H2', virtual),
  server2019: windows('WindowsServer2019', 17763, 8027, '1809', virtual),
  macos15: {
    entra: 'MacMDM',
    intune: 'macOS',
    version: '15.7.1',
    defender: { osPlatform: 'macOS', version: '15.7', osBuild: null },
    signIn: 'macOS',
    manufacturer: 'Apple',
    models: ['MacBook Pro'],
    architecture: '64-bit',
  },
  ios26: {
    entra: 'IPhone',
    intune: 'iOS',
    version: '26.1',
    defender: { osPlatform: 'iOS', version: '26.1', osBuild: null },
    signIn: 'iOS',
    manufacturer: 'Apple',
    models: ['iPhone 16'],
    architecture: '64-bit',
  },
  ipados26: {
    entra: 'IPad',
    intune: 'iOS',
    version: '26.1',
    defender: null,
    signIn: 'iOS',
    manufacturer: 'Apple',
    models: ['iPad (10th generation)'],
    architecture: '64-bit',
  },
  android16: {
    entra: 'AndroidForWork',
    intune: 'Android',
    version: '16.0',
    defender: { osPlatform: 'Android', version: '16.0', osBuild: null },
    signIn: 'android',
    manufacturer: 'samsung',
    models: ['SM-S931B', 'SM-G556B'],
    architecture: '64-bit',
  },
  ubuntu2404: {
    entra: 'Linux',
    intune: 'Linux',
    version: '24.04',
    defender: { osPlatform: 'Ubuntu', version: '24.04', osBuild: null },
    signIn: 'linux',
    manufacturer: 'Dell Inc.',
    models: ['Precision 3680'],
    architecture: '64-bit',
  },
  printer: {
    entra: null,
    intune: null,
    version: '',
    defender: { osPlatform: 'Other', version: null, osBuild: null },
    signIn: null,
    manufacturer: 'Canon',
    models: ['imageRUNNER ADVANCE DX'],
    architecture: '64-bit',
  },
  unknown: {
    entra: null,
    intune: null,
    version: '',
    defender: { osPlatform: 'Unknown', version: null, osBuild: null },
    signIn: null,
    manufacturer: '',
    models: [''],
    architecture: '64-bit',
  },
};
