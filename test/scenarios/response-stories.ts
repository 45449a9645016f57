/** Every response action as the scenarios act it out: on which devices, what leaves for Defender, what the card says. */
export interface ResponseStory {
  readonly verb: string;
  /** `{device}` stands for each device in turn. */
  readonly sentence: string;
  /** The first goes to the end, with its undo; the others meet a fault each. */
  readonly devices: readonly [whole: string, busy: string, broken: string, torn: string];
  /** What is sent: the end of the path, and the body beside `Comment`. */
  readonly path: RegExp;
  readonly body: Readonly<Record<string, unknown>>;
  /** What the approver reads. */
  readonly asked: readonly RegExp[];
  /** What everybody reads in the end. */
  readonly done: readonly RegExp[];
  /** What the reversing request is called; null = the card offers no undo. */
  readonly undo: RegExp | null;
  /** Whoever has to agree; without it Tomas alone. */
  readonly approvers?: readonly string[];
  /** A device that it is impossible on, and why. */
  readonly impossible: readonly (readonly [sentence: string, why: RegExp])[];
  /** Said to the device first, by itself. */
  readonly before?: string;
}

/** A live response session of one command. */
function session(type: string, key: string, value: string): { readonly Commands: unknown } {
  return { Commands: [{ type, params: [{ key, value }] }] };
}

export const RESPONSE_STORIES: readonly ResponseStory[] = [
  {
    verb: 'isolate',
    sentence: 'isolate {device} because of beaconing',
    devices: ['FIN-LT-043', 'FIN-LT-044', 'FIN-LT-045', 'FIN-PC-007'],
    path: /\/isolate$/,
    body: { IsolationType: 'Full' },
    asked: [/loses its whole network/, /Logged on/],
    done: [/Done and verified/, /isolated, verified/],
    undo: /Release FIN-LT-043/,
    impossible: [['isolate FIN-IP-011', /cannot isolate iOS/]],
  },
  {
    verb: 'release',
    sentence: 'release {device}',
    before: 'isolate {device}',
    devices: ['SAL-LT-018', 'SAL-LT-019', 'SAL-LT-022', 'HR-LT-024'],
    path: /\/unisolate$/,
    body: {},
    asked: [/gets its whole network back/, /Isolated +Full/],
    done: [/Done and verified/, /released from isolation, verified/],
    undo: /Isolate SAL-LT-018/,
    impossible: [['release EXE-LT-003', /It is not isolated/]],
  },
  {
    verb: 'restrict',
    sentence: 'restrict {device} because of an unsigned loader',
    devices: ['FIN-LT-043', 'FIN-LT-044', 'FIN-LT-045', 'FIN-PC-007'],
    path: /\/restrictCodeExecution$/,
    body: {},
    asked: [/only programs signed by Microsoft start/, /Undo: Lift it/, /an unsigned loader/],
    done: [/Done and verified/, /restricted to code signed by Microsoft, verified/],
    undo: /Lift the code restriction on FIN-LT-043/,
    impossible: [
      ['restrict ENG-MAC-003', /works on Windows only; this device runs macOS/],
      ['restrict FIN-IP-011', /works on Windows only; this device runs iOS/],
    ],
  },
  {
    verb: 'unrestrict',
    sentence: 'unrestrict {device}',
    before: 'restrict {device}',
    devices: ['SAL-LT-018', 'SAL-LT-019', 'SAL-LT-022', 'HR-LT-024'],
    path: /\/unrestrictCodeExecution$/,
    body: {},
    asked: [/runs every program again/, /Restricted +.* by Drawbridge/],
    done: [/Done, not proven/, /no API tells that it runs every program again/],
    undo: /Restrict code execution on SAL-LT-018/,
    impossible: [['unrestrict EXE-LT-002', /It is not restricted: it was lifted/]],
  },
  {
    verb: 'scan',
    sentence: 'run a full antivirus scan on {device} because of a macro',
    devices: ['FIN-LT-043', 'FIN-LT-044', 'FIN-LT-045', 'FIN-PC-007'],
    path: /\/runAntiVirusScan$/,
    body: { ScanType: 'Full' },
    asked: [/Scan FIN-LT-043 \(full\)/, /looks through every file/, /What it finds becomes an alert/],
    done: [/Done and verified/, /Intune, which hears from the antivirus itself, reports a full scan/],
    undo: null,
    impossible: [['scan FIN-IP-011', /cannot scan iOS devices/]],
  },
  {
    verb: 'collect',
    sentence: 'collect an investigation package from {device}',
    devices: ['FIN-LT-043', 'FIN-LT-044', 'FIN-LT-045', 'FIN-PC-007'],
    path: /\/collectInvestigationPackage$/,
    body: {},
    asked: [/Collect evidence from FIN-LT-043/, /personal data/, /gets its link, once/],
    done: [/Done, not proven/, /only its link, once it is handed over/, /\[Get the package\]/],
    undo: null,
    impossible: [['collect forensics from FIN-IP-011', /cannot collect evidence from iOS devices/]],
  },
  {
    verb: 'quarantineFile',
    sentence: 'quarantine file 3395856CE81F2B7382DEE72602F798B642F14140 on {device} because of incident 4018',
    devices: ['FIN-LT-043', 'FIN-LT-044', 'FIN-LT-045', 'FIN-PC-007'],
    path: /\/StopAndQuarantineFile$/,
    body: { Sha1: '3395856ce81f2b7382dee72602f798b642f14140' },
    asked: [/Quarantine a file on FIN-LT-043 \(3395856ce8/, /put into quarantine/, /none by Drawbridge/],
    done: [/Done, not proven/, /no API tells whether the file was found/],
    undo: null,
    impossible: [
      [
        'quarantine file 3395856ce81f2b7382dee72602f798b642f14140 on ENG-MAC-003',
        /Quarantining a file works on Windows only; this device runs macOS/,
      ],
      [
        'quarantine file e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 on FIN-LT-043',
        /This is a SHA-256 hash\. Defender quarantines a file by its SHA-1 only/,
      ],
    ],
  },
  {
    verb: 'liveResponse',
    sentence: 'run script list-autoruns.ps1 on {device} because of a strange service',
    devices: ['FIN-LT-043', 'FIN-LT-044', 'FIN-LT-045', 'FIN-PC-007'],
    path: /\/runliveresponse$/,
    body: session('RunScript', 'ScriptName', 'list-autoruns.ps1'),
    asked: [/Run a live response script on FIN-LT-043 \(list-autoruns\.ps1\)/, /rights of the system/],
    done: [/Done, not proven/, /RunScript list-autoruns\.ps1 Completed/, /\[Get the output\]/],
    undo: null,
    impossible: [
      ['run script list-autoruns.ps1 on FIN-IP-011', /cannot open a live response session on iOS/],
      ['run script list-autoruns.ps1 on SAL-LT-021', /out of contact/],
    ],
  },
  {
    verb: 'getFile',
    sentence: 'get the file C:\\Temp\\setup.log from {device}',
    devices: ['FIN-LT-043', 'FIN-LT-044', 'FIN-LT-045', 'FIN-PC-007'],
    path: /\/runliveresponse$/,
    body: session('GetFile', 'Path', 'C:\\Temp\\setup.log'),
    asked: [/Get a file from FIN-LT-043/, /gets its link, once/],
    done: [/Done, not proven/, /only its link, once it is handed over/, /\[Get the file\]/],
    undo: null,
    impossible: [['get the file C:\\Temp\\setup.log from ENG-MAC-003', /is no path on macOS/]],
  },
  {
    verb: 'putFile',
    sentence: 'put the library file list-autoruns.ps1 on {device}',
    devices: ['FIN-LT-043', 'FIN-LT-044', 'FIN-LT-045', 'FIN-PC-007'],
    path: /\/runliveresponse$/,
    body: session('PutFile', 'FileName', 'list-autoruns.ps1'),
    asked: [/Put a library file on FIN-LT-043/, /It is not run/],
    done: [/Done, not proven/, /no API tells what lies on the device/],
    undo: null,
    impossible: [['put the library file list-autoruns.ps1 on SAL-LT-021', /out of contact/]],
  },
  {
    verb: 'offboard',
    sentence: 'offboard {device} because of its return to the vendor',
    approvers: ['tomas.ng', 'nadia.haddad'],
    devices: ['FIN-LT-043', 'FIN-LT-044', 'FIN-LT-045', 'FIN-PC-007'],
    path: /\/offboard$/,
    body: {},
    asked: [/0 of 2/, /stops reporting to Defender/, /onboarded again, on the device itself/],
    done: [/Done, not proven/, /seven days of silence/],
    undo: null,
    impossible: [['offboard ENG-MAC-003', /works on Windows only; this device runs macOS/]],
  },
];

/** Actions with scenarios of their own: the end of the path, and whether the card offers to undo it. */
export const TOLD_APART: readonly { readonly verb: string; readonly path: RegExp; readonly undo: boolean }[] =
  [
    // cancel-action.test.ts
    // indicators.test.ts
    { verb: 'blockIndicator', path: /\/indicators$/, undo: true },
    { verb: 'unblockIndicator', path: /\/indicators\/BatchDelete$/, undo: false },
    // further-actions.test.ts
    { verb: 'investigate', path: /\/startInvestigation$/, undo: false },
    { verb: 'contain', path: /\/isolate$/, undo: false },
    { verb: 'deviceValue', path: /\/setDeviceValue$/, undo: true },
    // tag.test.ts
    { verb: 'tag', path: /\/tags$/, undo: true },
    { verb: 'cancelAction', path: /\/machineactions\/.*\/cancel$/, undo: false },
  ];
