/** Response actions on devices. */
import type { RequestRule } from './rule.ts';

const NETWORK =
  '[from (the|our) [corporate|corp|company|office|rest of the|whole] network|from (network|the internet|everything)|off the (network|net)]';
const BEGIN =
  '(start|begin|run|do|perform|trigger|initiate|launch|apply|execute|kick off|request|order|enforce|issue)';
const ENGINE = '[av|antivirus|anti virus|virus|malware|defender|windows defender|security|mde|offline]';
const INTUNE = '[microsoft|ms] intune';
const THROUGH_INTUNE = `(with|through|via|by|using|by way of) ${INTUNE}`;
const BY_INTUNE = `(with|through|via|by|using|by way of|over|in|from) ${INTUNE}`;
const SCAN =
  '[defender|windows defender] [av|antivirus|anti virus|virus|malware|defender|windows defender|security] scan';
const FOR_MALWARE = 'for (viruses|malware|threats|virus)';
const ON_DEVICE = '(on|of|for|against|over|to) {device}';
const PACKAGE =
  '(investigation package|forensic package|forensics package|triage package|evidence package|investigation packages|forensics|evidence|triage data|forensic evidence|forensic data)';
const RESTRICTION = '[the] [app|apps|application|code] [execution] (restriction|restrictions)';
const SIGNATURES =
  '[the] [latest] [defender|antivirus|av|anti virus|virus|malware|threat] (signatures|signature|sigs|definitions|definition|defs|security intelligence)';

const LOCAL_ADMIN = '(local admin|local administrator|local admins|laps|windows laps)';

export const DEVICE_ACTIONS: readonly RequestRule[] = [
  {
    intent: 'action.isolate',
    slots: { kind: 'full' },
    participle: 'isolated|quarantined',
    phrases: [
      `[network|fully|completely|totally|full] (isolate|quarantine) {device} ${NETWORK}`,
      'isolate {device} (fully|completely|full|in full|in full mode|full mode|mode full|kind full|type full|with full isolation|full isolation)',
      `${BEGIN} [a|the] [full|network|device|complete] isolation (of|on|for) {device}`,
      '(put|place|move|get) {device} (in|into|in to|under) [full|network|complete] (isolation|quarantine)',
      '(cut|take|knock|pull|kick|drop|get) {device} off [from|of] (the|our) [corporate|corp|company] (network|net)',
      'cut {device} off',
      '(take|knock|pull|kick|drop) {device} offline',
      `cut off {device} ${NETWORK}`,
      '(disconnect|cut|pull) {device} from (the|our) [corporate|corp|company] network',
    ],
  },
  {
    intent: 'action.isolate',
    slots: { kind: 'full' },
    onlyPolite: true,
    phrases: ['[full|network|complete|device] (isolation|quarantine) (of|for|on) {device}'],
  },
  {
    intent: 'action.isolate',
    slots: { kind: 'selective' },
    phrases: [
      `(selectively|partially|selective|partial) isolate {device} ${NETWORK}`,
      'isolate {device} (selectively|partially|selective|in selective mode|selective mode|mode selective|kind selective|type selective|with selective isolation|selective isolation)',
      `${BEGIN} [a|the] (selective|partial) isolation (of|on|for) {device}`,
      '(put|place|move|get) {device} (in|into|in to|under) (selective|partial) isolation',
      '(selective|partial) isolation (of|for|on) {device}',
      'isolate {device} [but] (keep|keeping|allow|allowing|leave|leaving) (outlook|teams|outlook and teams|teams and outlook|mail and teams) [working|open|running|available|reachable|on]',
      'isolate {device} (except|except for) (outlook|teams|outlook and teams|teams and outlook)',
    ],
  },
  {
    intent: 'action.release',
    participle: 'released|unisolated|reconnected',
    phrases: [
      '(release|unisolate|deisolate|unquarantine|reconnect|free|un isolate|de isolate) {device} [from (isolation|quarantine|network isolation|full isolation|selective isolation)]',
      'release [the] isolation (of|on|for|from) {device}',
      '(undo|lift|remove|end|stop|reverse|revert|clear|cancel|drop|terminate|turn off|disable) [the] [full|network|selective|device] (isolation|quarantine) [of|on|for|from] {device}',
      '(lift|end|undo|remove|stop|reverse|cancel) {device} [network|full|selective] (isolation|quarantine)',
      '(take|get|bring|pull|let|move) {device} (out of|from|off|out from) [network] (isolation|quarantine)',
      '(put|bring|let|allow|get|connect|take) {device} (back on|back on to|back onto|back to|back in|onto|on to) (the|our) [corporate|corp|company] network',
      '(let|bring|put|get|take) {device} back (on|online|in)',
      '(bring|get) {device} online [again]',
      '(reconnect|connect) {device} [back] to (the|our) [corporate|corp|company] network [again]',
      'let {device} (reconnect|connect again|out)',
      'remove {device} from (isolation|quarantine)',
      'stop (isolating|quarantining) {device}',
    ],
  },
  {
    intent: 'action.scan',
    slots: { kind: 'quick' },
    participle: 'scanned',
    phrases: [
      `[quick|quickly] ${ENGINE} scan {device} [${FOR_MALWARE}]`,
      `(scan) {device} (quick|quickly|quick mode|kind quick|with defender|with antivirus)`,
      `(${BEGIN.slice(1, -1)}|schedule) [a|an] [defender|antivirus|av] [quick] ${ENGINE} scan [on|of|for|against|over] {device}`,
      `[a] quick ${ENGINE} scan [on|of|for] {device}`,
      `[a|an] (av|antivirus|malware|virus) scan [on|of|for] {device}`,
      '(run|start) (antivirus|av|defender|windows defender) (on|over|against) {device}',
    ],
  },
  {
    intent: 'action.scan',
    slots: { kind: 'full' },
    phrases: [
      `(full|fully|deep|complete|thoroughly) ${ENGINE} scan {device} [${FOR_MALWARE}]`,
      'scan {device} (full|fully|completely|deeply|thoroughly|full mode|kind full|in full)',
      `(${BEGIN.slice(1, -1)}|schedule) [a|an] [defender|antivirus|av] (full|deep|complete|thorough|comprehensive) ${ENGINE} scan [on|of|for|against|over] {device}`,
      `[a] (full|deep|complete) ${ENGINE} scan [on|of|for] {device}`,
    ],
  },
  {
    intent: 'action.intuneScan',
    slots: { kind: 'quick' },
    phrases: [
      ...intuneScan('[quick|quickly]'),
      `[a] (quick|av|antivirus|virus|malware|defender) ${SCAN} ${ON_DEVICE} ${THROUGH_INTUNE}`,
    ],
  },
  {
    intent: 'action.intuneScan',
    slots: { kind: 'full' },
    phrases: [
      ...intuneScan('(full|fully|deep|complete|completely|thorough|thoroughly)'),
      `[a] (full|deep|complete|thorough) ${SCAN} ${ON_DEVICE} ${THROUGH_INTUNE}`,
    ],
  },
  {
    intent: 'action.intuneScan',
    slots: { kind: 'quick' },
    onlyPolite: true,
    phrases: [`[a|an] ${INTUNE} [quick] ${SCAN} [of|on|for] {device}`],
  },
  {
    intent: 'action.collect',
    phrases: [
      `(collect|gather|get|grab|pull|fetch|take|create|request|capture) [me] [a|an|the|some] ${PACKAGE} [from|of|on|for|off] {device}`,
      `(collect|gather|grab|pull|fetch) {device} ${PACKAGE}`,
      '(collect|gather) [the|a] package [from|of|on|for] {device}',
      `${PACKAGE} (from|for|of) {device}`,
    ],
  },
  {
    intent: 'action.restrict',
    participle: 'restricted',
    phrases: [
      'restrict {device}',
      '(restrict|limit) {device} to [only] (microsoft signed|signed|microsoft) (apps|applications|binaries|code|programs|software) [only]',
      '[only] allow [only] (microsoft signed|signed|microsoft) (apps|applications|binaries|code|programs|software) [to run] [only] on {device}',
      '(restrict|limit|block) [the] (app|apps|application|applications|code|programs) [execution] (on|for) {device}',
      '(restrict|limit|block|stop) [the] execution of (apps|applications|code|programs|unsigned apps) on {device}',
      '(restrict|stop|block) (apps|applications|programs) from running on {device}',
      `(turn on|enable|apply|start|set|add|put) ${RESTRICTION} (on|for|to) {device}`,
      'restrict {device} (app|application|code) execution',
    ],
  },
  {
    intent: 'action.unrestrict',
    participle: 'unrestricted',
    phrases: [
      '(unrestrict|un restrict) [app|application|code] [execution] [on] {device}',
      `(remove|lift|undo|end|stop|clear|turn off|disable|cancel|release|drop|reverse) ${RESTRICTION} [on|from|of|for|off] {device}`,
      '(remove|lift|undo|end|clear|cancel) {device} [app|application|code] [execution] (restriction|restrictions)',
      '(allow|let) [all] (apps|applications|programs) [run|to run] [again] on {device} [again]',
      'stop restricting [the] [execution of] (apps|applications|code|programs) [execution] on {device}',
      'stop restricting {device}',
      'unrestrict {device}',
    ],
  },
  {
    intent: 'action.investigate',
    phrases: [
      'investigate {machine}',
      '(auto|automatically) investigate {device}',
      `(${BEGIN.slice(1, -1)}|open) [a|an|the] [new] [automated|automatic|auto] [security] (investigation|air investigation|air) [on|of|for] {device}`,
      '(automated|automatic) investigation [on|of|for] {device}',
    ],
  },
  {
    intent: 'action.quarantineFile',
    phrases: [
      '[stop and|kill and] (quarantine|remove) [the] [file|hash|sha1|file with hash|file with sha1|file hash|malware|file with the sha1|file with the hash] {sha1} (on|from|at) {device}',
      'on {device} [stop and] quarantine [the] [file|hash|sha1] {sha1}',
    ],
  },
  {
    intent: 'action.liveResponse',
    phrases: [
      '(run|execute|launch|start) [the|a|my] [live response|lr|powershell|remediation] [script] {script} (on|against|over) {device} [(via|with|in|through|using) (live response|lr)]',
      '(run|execute|launch|start) [the|a] [live response|lr] script {scriptname} (on|against) {device} [(via|with|in|through|using) (live response|lr)]',
      '(live response|lr) [on {device}] [run] [script] {script}',
      '(live response|lr) [run] [the] [script] {script} on {device}',
      '(live response|lr) on {device} [run|execute|with|script] [the] [script] {script}',
      '(live response|lr) {device} [run|execute|with|script] [the] [script] {script}',
      '(start|open|begin|launch) [a|an] [live response|lr] [session] on {device} (with|and run|to run|and execute|running) [the] [script] {script}',
      'use live response to run [the] [script] {script} on {device}',
    ],
  },
  {
    intent: 'action.getFile',
    phrases: [
      '(get|fetch|download|retrieve|pull|grab) [me] [the|a] [file] {path} (from|off|on) {device} [(via|with|by|in|through|using) (live response|lr)]',
      'use live response to (get|fetch|download|retrieve|pull) [the] [file] {path} (from|off|on) {device}',
      '(live response|lr) (get|fetch|getfile) [the] [file] {path} (from|off|on) {device}',
    ],
  },
  {
    intent: 'action.putFile',
    phrases: [
      '(put|push|upload|copy|place) [the|a] library file {libraryfile} (on|onto|to) {device} [(via|with|by|in|through|using) (live response|lr)]',
      '(put|push|upload|copy|place) [the] [file] {libraryfile} (on|onto|to) {device} (via|with|by|in|through|using) (live response|lr)',
      '(put|push|upload|copy|place) [the] [file] {libraryfile} from (the|our) [live response|lr] library (on|onto|to) {device}',
      'use live response to (put|push|upload|copy|place) [the] [library] [file] {libraryfile} (on|onto|to) {device}',
      '(live response|lr) (put|putfile) [the] [library] [file] {libraryfile} (on|onto|to) {device}',
    ],
  },
  {
    intent: 'action.sync',
    participle: 'synced|synchronised|synchronized',
    phrases: [
      '(sync|resync|synchronise|synchronize) {device} [with (intune|the mdm)]',
      '(force|trigger|start|run|do|request|initiate|send|push|kick off) [a|an] [intune|device|policy|remote|mdm] (sync|resync|check in|checkin|synchronisation|synchronization) (on|of|for|to|with) {device}',
      '(make|have|get|let|tell|force) {device} [to] (sync|check in|resync) [with intune|to intune]',
      'push [the] (policy|policies) to {device}',
      '[intune] sync (for|of|on) {device}',
    ],
  },
  {
    intent: 'action.lock',
    phrases: [
      '[remote|remotely] lock {machine} [remotely]',
      'lock [the] screen (of|on) {device}',
      '(send|trigger|do|issue|request|perform) [a] (remote lock|lock command|lock) (to|on|for|of) {device}',
      'remote lock (on|for|of) {device}',
    ],
  },
  {
    intent: 'action.reboot',
    participle: 'rebooted|restarted',
    phrases: [
      '[remotely|force] (reboot|restart|power cycle|powercycle) {device} [remotely]',
      '(trigger|force|do|send|initiate|perform|schedule|request) [a] [remote|forced] (reboot|restart) (of|on|for|to) {device}',
      'turn {device} off and on again',
    ],
  },
  {
    intent: 'action.wipe',
    participle: 'wiped|erased',
    phrases: [
      '[remote|remotely|fully|full] (wipe|factory reset|erase) {device} [remotely|clean]',
      '(do|perform|trigger|start|send|initiate|request|issue) [a] [full|remote] (wipe|factory reset|remote wipe) (of|on|for|to) {device}',
      '(reset|restore) {device} to factory (settings|defaults|default)',
      '(wipe|erase) [all] [the] data (from|on) {device}',
    ],
  },
  {
    intent: 'action.retire',
    participle: 'retired',
    phrases: [
      '(retire|unenroll|unenrol) {device} [from (intune|management|mdm)]',
      '(remove|wipe) [the] (company|corporate|work) data (from|on) {device}',
      'selective wipe [of|on|for] {device}',
    ],
  },
  {
    intent: 'action.rotateBitlocker',
    phrases: [
      '(rotate|renew|roll|change|cycle|roll over) [the] (bitlocker|bit locker) [recovery] [key|keys|password|passwords] [on|of|for|from|off] {device}',
      '(rotate|renew|roll|change|cycle) {device} (bitlocker|bit locker) [recovery] [key|keys|password|passwords]',
      '(trigger|force|do|start|request) [a] (bitlocker|bit locker) [recovery] [key] rotation [on|of|for] {device}',
      'rotate [the] recovery (key|keys) [on|of|for] {device}',
      '(give|get) {device} [a] new (bitlocker|bit locker) [recovery] (key|keys)',
      '(create|make|generate|set|issue) [a] new (bitlocker|bit locker) [recovery] (key|keys) (for|on) {device}',
    ],
  },
  {
    intent: 'action.rotateBitlocker',
    onlyPolite: true,
    phrases: ['[a] new (bitlocker|bit locker) [recovery] (key|keys) (for|on) {device}'],
  },
  {
    intent: 'action.rotateLocalAdminPassword',
    phrases: [
      `(rotate|renew|roll|change|cycle|reset|roll over) [the] ${LOCAL_ADMIN} (password|passwords) (on|of|for) {device}`,
      `(rotate|renew|roll|change|cycle|reset) {device} ${LOCAL_ADMIN} (password|passwords)`,
      `(trigger|force|do|start|request) [a] ${LOCAL_ADMIN} [password] rotation (on|of|for) {device}`,
      `(give|get) {device} [a] new ${LOCAL_ADMIN} password`,
    ],
  },
  {
    intent: 'action.updateSignatures',
    phrases: [
      `(update|refresh|upgrade|pull|renew) ${SIGNATURES} [on|of|for] {device}`,
      '(trigger|force|start|run|push|do|request) [a|an|the] [defender|av|antivirus] (signature|definition|definitions|signatures|security intelligence) update (on|of|for|to) {device}',
      'update {device} [defender|antivirus|av] (signatures|definitions|signature)',
      'update [the] (defender|antivirus|av) on {device}',
    ],
  },
  {
    intent: 'action.contain',
    participle: 'contained',
    phrases: ['contain [the] [unmanaged] {machine}', '(start|apply) containment (of|on|for) {device}'],
  },
  {
    intent: 'action.cancelAction',
    phrases: [
      '(cancel|abort|stop|withdraw|kill) [the] [pending|running|current|last|queued|outstanding|ongoing|latest] [machine|response|device|live response] (action|actions) [on|of|for|from|off] {device}',
      '(cancel|abort|stop|kill) [the] [pending|running|current|queued|outstanding|ongoing] [full|quick|av|antivirus] (scan|collection|package collection|investigation package|live response|live response session) [on|of|for|from|off] {device}',
      '(cancel|abort|withdraw) [the] (pending|running|queued|outstanding|ongoing) [full|selective] (isolation|release|restriction) [on|of|for|from|off] {device}',
      '(cancel|abort) {device} (pending|running|queued|outstanding|current) [machine] (action|actions)',
    ],
  },
  {
    intent: 'action.tag',
    phrases: [
      'tag {device} (as|with) {tag}',
      'tag {device} {baretag}',
      '(add|put|set|apply|assign|attach|give) [the|a] [device|machine] tag {tag} (to|on) {device}',
      '(add|put|apply|attach) [the|a] {tag} tag (to|on) {device}',
      'label {device} (as|with) {tag}',
      'give {device} the tag {tag}',
    ],
  },
  {
    intent: 'action.deviceValue',
    phrases: [
      '(set|change|switch|update|put) [the] [device|machine|asset] value (of|for|on) {device} to {devicevalue}',
      '(set|change|switch|update|put) [the] [device|machine|asset] value to {devicevalue} (of|for|on) {device}',
      '(set|change|switch|update) {device} [device|machine|asset] value to {devicevalue}',
      '(mark|classify) {device} as [a|an] {devicevalue} value [device|machine|asset]',
    ],
  },
  {
    intent: 'action.offboard',
    participle: 'offboarded',
    phrases: [
      '(offboard|off board) {device} [from (defender|mde|defender for endpoint|microsoft defender)]',
      '(start|trigger|do) [the] (offboarding|off boarding) (of|for) {device}',
      'remove {device} from (defender|mde|defender for endpoint)',
    ],
  },
  {
    intent: 'action.locate',
    phrases: [
      '(locate|geolocate) {device}',
      '(get|find|show|request) [me] [the] (location|geolocation|gps location) of {device}',
    ],
  },
  {
    intent: 'action.resetPasscode',
    phrases: [
      '(reset|clear|remove|change) [the] (passcode|pin|pass code|device pin|device passcode|lock screen pin|unlock code) [on|of|for|from|off] {device}',
      '(reset|clear|remove|change) {device} (passcode|pin|pass code)',
    ],
  },
  {
    intent: 'action.shutdown',
    phrases: [
      '[remotely] (shut down|shutdown|power off|power down|turn off|switch off) {device} [remotely]',
      '(shut|power|turn|switch) {device} (down|off)',
      '(trigger|force|do|send|initiate) [a] [remote] (shutdown|shut down) (of|on|for|to) {device}',
    ],
  },
  {
    intent: 'action.collectDiagnostics',
    phrases: [
      '(collect|gather|get|pull|fetch|grab|request|download) [me] [the|some] [intune|device|support|windows] (diagnostics|diagnostic logs|logs|diagnostic data|diag logs|diags|diagnostic|diagnostic package|diagnostics package|support logs) [from|of|on|for|off] {device}',
      '(collect|gather|pull|fetch|grab) {device} (diagnostics|diagnostic logs|logs|diagnostic data)',
    ],
  },
  {
    intent: 'action.disableDevice',
    phrases: [
      '(disable|deactivate) [the] {machine} [in (entra|entra id|azure ad|aad|the directory)]',
      '(disable|deactivate) the (entra|azure ad|aad|directory) device [object] [of|for] {device}',
    ],
  },
  {
    intent: 'action.enableDevice',
    phrases: [
      '[re] (enable|reenable|reactivate) [the] {machine} [again] [in (entra|entra id|azure ad|aad|the directory)] [again]',
      '[re] (enable|reenable|reactivate) the (entra|azure ad|aad|directory) device [object] [of|for] {device} [again]',
    ],
  },
];

/** `kind` stands before the scan, or behind the device; the quick one may go without. */
function intuneScan(kind: string): readonly string[] {
  const begin = `(${BEGIN.slice(1, -1)}|send) [a|an]`;
  const have = `((use|ask|tell|get) ${INTUNE} to|(have|let|make) ${INTUNE})`;
  return [
    `${kind} ${SCAN} {device} [${FOR_MALWARE}] ${BY_INTUNE} [${FOR_MALWARE}]`,
    `scan {device} ${kind} ${BY_INTUNE}`,
    `scan {device} ${BY_INTUNE} ${kind}`,
    `${begin} ${kind} ${SCAN} ${ON_DEVICE} ${BY_INTUNE}`,
    `${begin} ${kind} ${SCAN} ${BY_INTUNE} ${ON_DEVICE}`,
    `${begin} ${INTUNE} ${kind} ${SCAN} ${ON_DEVICE}`,
    `${begin} ${kind} ${INTUNE} ${SCAN} ${ON_DEVICE}`,
    `${have} ${kind} ${SCAN} {device}`,
    `${have} (run|start|do|perform|order) [a|an] ${kind} ${SCAN} ${ON_DEVICE}`,
  ];
}
