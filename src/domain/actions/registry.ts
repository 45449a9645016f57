/** Every response action, one line each. */
import type { ActionDefinition } from './action.ts';
import { blockIndicator } from './block-indicator.ts';
import { cancelAction } from './cancel-action.ts';
import { collect } from './collect.ts';
import { contain } from './contain.ts';
import { deviceValue } from './device-value.ts';
import { getFile } from './get-file.ts';
import { investigate } from './investigate.ts';
import { isolate } from './isolate.ts';
import { liveResponse } from './live-response.ts';
import { offboard } from './offboard.ts';
import { putFile } from './put-file.ts';
import { quarantineFile } from './quarantine-file.ts';
import { release } from './release.ts';
import { scan } from './scan.ts';
import { restrict } from './restrict.ts';
import { revokeSessions } from './revoke-sessions.ts';
import { disableUser } from './disable-user.ts';
import { enableUser } from './enable-user.ts';
import { temporaryPass } from './temporary-pass.ts';
import { confirmCompromised } from './confirm-compromised.ts';
import { dismissRisk } from './dismiss-risk.ts';
import { disableDevice } from './disable-device.ts';
import { enableDevice } from './enable-device.ts';
import { tag } from './tag.ts';
import { unblockIndicator } from './unblock-indicator.ts';
import { unrestrict } from './unrestrict.ts';
import { sync } from './sync.ts';
import { reboot } from './reboot.ts';
import { shutdown } from './shutdown.ts';
import { lock } from './lock.ts';
import { locate } from './locate.ts';
import { resetPasscode } from './reset-passcode.ts';
import { retire } from './retire.ts';
import { wipe } from './wipe.ts';
import { rotateBitlocker } from './rotate-bitlocker.ts';
import { rotateLocalAdminPassword } from './rotate-local-admin-password.ts';
import { intuneScan } from './intune-scan.ts';
import { updateSignatures } from './update-signatures.ts';
import { collectDiagnostics } from './collect-diagnostics.ts';

export const actions: readonly ActionDefinition[] = [
  isolate,
  release,
  restrict,
  unrestrict,
  scan,
  collect,
  quarantineFile,
  investigate,
  liveResponse,
  getFile,
  putFile,
  contain,
  blockIndicator,
  unblockIndicator,
  cancelAction,
  tag,
  deviceValue,
  offboard,
  revokeSessions,
  disableUser,
  enableUser,
  temporaryPass,
  confirmCompromised,
  dismissRisk,
  disableDevice,
  enableDevice,
  sync,
  reboot,
  shutdown,
  lock,
  locate,
  resetPasscode,
  retire,
  wipe,
  rotateBitlocker,
  rotateLocalAdminPassword,
  intuneScan,
  updateSignatures,
  collectDiagnostics,
];

const byVerb = new Map(actions.map((action) => [action.verb, action]));

export function actionFor(verb: string): ActionDefinition | null {
  return byVerb.get(verb) ?? null;
}
