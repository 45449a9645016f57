/** Every action of Intune as the scenarios act it out. */
export interface IntuneStory {
  readonly verb: string;
  /** `{device}` stands for each device in turn. */
  readonly sentence: string;
  /** It goes to the end here. */
  readonly device: string;
  /** Each of these meets a fault; null = there are no others that could do it. */
  readonly faults: readonly [busy: string, torn: string, broken: string] | null;
  readonly version: 'v1.0' | 'beta';
  /** The last step of the address. */
  readonly route: string;
  readonly body: unknown;
  /** What the approver reads. */
  readonly asked: readonly RegExp[];
  /** What everybody reads in the end. */
  readonly done: readonly RegExp[];
  /** It is not sent a second time when nobody knows whether it arrived. */
  readonly once: boolean;
  /** Whoever has to agree. */
  readonly approvers: readonly string[];
  /** Where it is impossible, and why. */
  readonly impossible: readonly (readonly [sentence: string, why: RegExp])[];
}

const ONE = ['tomas.ng'];
const TWO = ['tomas.ng', 'nadia.haddad'];
const DONE = [/Intune says Succeeded/];

export const INTUNE_STORIES: readonly IntuneStory[] = [
  {
    verb: 'sync',
    sentence: 'sync {device}',
    device: 'FIN-LT-042',
    faults: ['FIN-LT-043', 'FIN-LT-044', 'FIN-LT-045'],
    version: 'v1.0',
    route: 'syncDevice',
    body: undefined,
    asked: [/Sync FIN-LT-042/, /checks in with Intune/, /Primary user +adele\.vance@contoso\.example/],
    done: [...DONE, /Done and verified/, /Intune heard from the device at .*, after the order of/],
    once: false,
    approvers: ONE,
    impossible: [
      ['sync SRV-FILE-01', /not enrolled, so no remote action reaches it/],
      ['sync ENG-WS-002', /works on .* only; this device runs Linux/],
      ['sync SRV-DC-01', /Intune does not know this device/],
    ],
  },
  {
    verb: 'reboot',
    sentence: 'restart {device} because of a driver',
    device: 'FIN-LT-046',
    faults: ['ENG-LT-009', 'ENG-LT-010', 'ENG-LT-011'],
    version: 'v1.0',
    route: 'rebootNow',
    body: undefined,
    asked: [/Restart FIN-LT-046/, /loses what is not saved/, /Undo: none/],
    done: [...DONE, /Done, not proven/, /when a device last started/],
    once: true,
    approvers: ONE,
    impossible: [['restart FIN-IP-011', /supervised iPhones and iPads only/]],
  },
  {
    verb: 'shutdown',
    sentence: 'shut down {device}',
    device: 'ENG-MAC-003',
    faults: null,
    version: 'v1.0',
    route: 'shutDown',
    body: undefined,
    asked: [/Shut down ENG-MAC-003/, /until somebody switches it on/],
    done: [...DONE, /Done, not proven/, /look the same/],
    once: true,
    approvers: ONE,
    impossible: [['shut down FIN-LT-042', /works on iOS and iPadOS, macOS only; this device runs Windows/]],
  },
  {
    verb: 'lock',
    sentence: 'lock {device} because it was left in a taxi',
    device: 'FIN-IP-011',
    faults: ['EXE-IP-001', 'HR-IPAD-002', 'WH-HH-014'],
    version: 'v1.0',
    route: 'remoteLock',
    body: undefined,
    asked: [/Lock FIN-IP-011/, /asks for the passcode that it has/],
    done: [...DONE, /Done, not proven/, /whether the screen of a device is locked/],
    once: true,
    approvers: ONE,
    impossible: [['lock FIN-LT-042', /works on .* only; this device runs Windows/]],
  },
  {
    verb: 'locate',
    sentence: 'locate {device} because it was stolen',
    device: 'HR-LT-024',
    faults: ['HR-LT-025', 'ENG-LT-013', 'WH-HH-014'],
    version: 'v1.0',
    route: 'locateDevice',
    body: undefined,
    asked: [/Locate HR-LT-024/, /where its user is: personal data/],
    done: [...DONE, /Done, not proven/, /\[Show where it is\]/],
    once: false,
    approvers: ONE,
    impossible: [['locate ENG-MAC-003', /works on Windows, iOS and iPadOS, Android only/]],
  },
  {
    verb: 'resetPasscode',
    sentence: 'reset the passcode of {device}',
    device: 'WH-HH-014',
    faults: ['FIN-IP-011', 'EXE-IP-001', 'HR-IPAD-002'],
    version: 'v1.0',
    route: 'resetPasscode',
    body: undefined,
    asked: [/Reset the passcode of WH-HH-014/, /no longer works/],
    done: [...DONE, /Done, not proven/, /\[Show the passcode\]/],
    once: true,
    approvers: ONE,
    impossible: [['reset the passcode of FIN-LT-042', /works on Android, iOS and iPadOS only/]],
  },
  {
    verb: 'rotateBitlocker',
    sentence: 'rotate the BitLocker key of {device}',
    device: 'FIN-LT-042',
    faults: ['FIN-LT-043', 'FIN-LT-044', 'FIN-LT-045'],
    version: 'beta',
    route: 'rotateBitLockerKeys',
    body: undefined,
    asked: [/Rotate the BitLocker key of FIN-LT-042/, /stores it in Entra ID/],
    done: [...DONE, /Done, not proven/, /a permission that opens keys/],
    once: false,
    approvers: ONE,
    impossible: [
      ['rotate the BitLocker key of SAL-LT-017', /not encrypted: there is no key to renew/],
      ['rotate the BitLocker key of ENG-MAC-003', /works on Windows only/],
    ],
  },
  {
    verb: 'rotateLocalAdminPassword',
    sentence: 'rotate the local admin password of {device}',
    device: 'FIN-LT-042',
    faults: ['FIN-LT-043', 'FIN-LT-044', 'FIN-LT-045'],
    version: 'beta',
    route: 'rotateLocalAdminPassword',
    body: undefined,
    asked: [/Rotate the local administrator password of FIN-LT-042/, /backed up where the policy says/],
    done: [...DONE, /Done, not proven/, /a permission that opens passwords/],
    once: false,
    approvers: ONE,
    impossible: [['rotate the local admin password of ENG-MAC-003', /works on Windows only/]],
  },
  {
    verb: 'intuneScan',
    sentence: 'full scan of {device} via Intune',
    device: 'KIOSK-LOBBY-01',
    faults: ['FIN-LT-043', 'FIN-LT-044', 'FIN-LT-045'],
    version: 'v1.0',
    route: 'windowsDefenderScan',
    body: { quickScan: false },
    asked: [
      /Have Intune scan KIOSK-LOBBY-01 \(full\)/,
      /look through every file/,
      /Antivirus +on, real-time protection on, clean/,
      /Last full scan +none reported/,
    ],
    done: [...DONE, /Done and verified/, /hears from the antivirus itself, reports a full scan/],
    once: false,
    approvers: ONE,
    impossible: [
      ['scan ENG-MAC-003 with Intune', /works on Windows only/],
      ['scan SRV-DC-01 with Intune', /Intune does not know this device/],
    ],
  },
  {
    verb: 'updateSignatures',
    sentence: 'update the antivirus signatures on {device}',
    device: 'SAL-LT-024',
    faults: ['FIN-LT-043', 'FIN-LT-044', 'FIN-LT-045'],
    version: 'v1.0',
    route: 'windowsDefenderUpdateSignatures',
    body: undefined,
    asked: [/Update the antivirus signatures of SAL-LT-024/, /Signatures +\S+, overdue/],
    done: [...DONE, /Done and verified/, /and they are not overdue/],
    once: false,
    approvers: ONE,
    impossible: [['update the antivirus signatures on ENG-MAC-003', /works on Windows only/]],
  },
  {
    verb: 'collectDiagnostics',
    sentence: 'collect diagnostics from {device}',
    device: 'FIN-LT-042',
    faults: ['FIN-LT-043', 'FIN-LT-044', 'FIN-LT-045'],
    version: 'beta',
    route: 'createDeviceLogCollectionRequest',
    body: { templateType: { templateType: 'predefined' } },
    asked: [/Collect diagnostics from FIN-LT-042/, /The person who asks gets the link, once/],
    done: [...DONE, /Done, not proven/, /\[Get the diagnostics\]/],
    once: false,
    approvers: ONE,
    impossible: [['collect diagnostics from FIN-IP-011', /works on Windows only/]],
  },
  {
    verb: 'retire',
    sentence: 'retire {device} as she left the company',
    device: 'ENG-LT-008',
    faults: ['IT-LT-004', 'IT-LT-005', 'IT-LT-006'],
    version: 'v1.0',
    route: 'retire',
    body: undefined,
    asked: [/Retire ENG-LT-008/, /0 of 2/, /Personal data stays/, /only with a local administrator/],
    done: [...DONE, /Done and verified/, /Intune no longer lists the device/],
    once: true,
    approvers: TWO,
    impossible: [['retire ENG-WS-002', /works on .* only; this device runs Linux/]],
  },
  {
    verb: 'wipe',
    sentence: 'wipe {device} because it was stolen',
    device: 'SAL-LT-018',
    faults: ['SAL-LT-020', 'HR-LT-023', 'OPS-LT-052'],
    version: 'v1.0',
    route: 'wipe',
    body: { keepEnrollmentData: false, keepUserData: false },
    asked: [/Wipe SAL-LT-018/, /0 of 2/, /keepEnrollmentData false and keepUserData false/],
    done: [...DONE, /Done and verified/, /Intune no longer lists the device/],
    once: true,
    approvers: TWO,
    impossible: [
      ['wipe SRV-FILE-01', /not enrolled/],
      ['wipe ENG-WS-002', /works on .* only; this device runs Linux/],
    ],
  },
];
