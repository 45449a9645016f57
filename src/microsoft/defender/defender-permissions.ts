/** Application permissions on WindowsDefenderATP, not on Graph (reference sheet mde-api, section 3). */
export const READ_MACHINES = ['Machine.Read.All', 'Machine.ReadWrite.All'];
export const READ_LOGON_USERS = ['User.Read.All'];
export const READ_VULNERABILITIES = ['Vulnerability.Read.All'];
export const READ_SOFTWARE = ['Software.Read.All'];
export const READ_ALERTS = ['Alert.Read.All', 'Alert.ReadWrite.All'];
export const ISOLATE = ['Machine.Isolate'];
export const COLLECT = ['Machine.CollectForensics'];
export const QUARANTINE = ['Machine.StopAndQuarantine'];
export const CHANGE_MACHINE = ['Machine.ReadWrite.All'];
export const OFFBOARD = ['Machine.Offboard'];
export const SCAN = ['Machine.Scan'];
export const RESTRICT = ['Machine.RestrictExecution'];
export const LIVE_RESPONSE = ['Machine.LiveResponse'];
export const INVESTIGATE = ['Alert.ReadWrite.All'];
/** With `Ti.ReadWrite` alone an application sees its own only. */
export const INDICATORS = ['Ti.ReadWrite.All'];
/** Whichever belongs to what is cancelled. */
export const CANCEL = [
  ...ISOLATE,
  ...RESTRICT,
  ...SCAN,
  ...COLLECT,
  ...QUARANTINE,
  ...OFFBOARD,
  ...LIVE_RESPONSE,
];
