/** Every command, one line each: the only place that knows them all. `help` lists them from here. */
import type { Command } from '../domain/commands.ts';
import type { IntentName } from '../domain/intents.ts';
import { accessExplainCommand } from './access-explain.ts';
import { accessWhatifCommand } from './access-whatif.ts';
import { fleetListCommand } from './fleet-list.ts';
import { actionIsolateCommand } from './action-isolate.ts';
import { actionReleaseCommand } from './action-release.ts';
import { actionRestrictCommand } from './action-restrict.ts';
import { actionCollectCommand } from './action-collect.ts';
import { actionCancelActionCommand } from './action-cancel-action.ts';
import { actionBlockIndicatorCommand } from './action-block-indicator.ts';
import { actionContainCommand } from './action-contain.ts';
import { actionDeviceValueCommand } from './action-device-value.ts';
import { actionGetFileCommand } from './action-get-file.ts';
import { actionInvestigateCommand } from './action-investigate.ts';
import { actionLiveResponseCommand } from './action-live-response.ts';
import { actionOffboardCommand } from './action-offboard.ts';
import { actionPutFileCommand } from './action-put-file.ts';
import { actionQuarantineFileCommand } from './action-quarantine-file.ts';
import { actionTagCommand } from './action-tag.ts';
import { actionScanCommand } from './action-scan.ts';
import { actionUnblockIndicatorCommand } from './action-unblock-indicator.ts';
import { actionUnrestrictCommand } from './action-unrestrict.ts';
import { actionRevokeSessionsCommand } from './action-revoke-sessions.ts';
import { actionDisableUserCommand } from './action-disable-user.ts';
import { actionEnableUserCommand } from './action-enable-user.ts';
import { actionTemporaryPassCommand } from './action-temporary-pass.ts';
import { actionConfirmCompromisedCommand } from './action-confirm-compromised.ts';
import { actionDismissRiskCommand } from './action-dismiss-risk.ts';
import { actionDisableDeviceCommand } from './action-disable-device.ts';
import { actionEnableDeviceCommand } from './action-enable-device.ts';
import { actionSyncCommand } from './action-sync.ts';
import { actionRebootCommand } from './action-reboot.ts';
import { actionShutdownCommand } from './action-shutdown.ts';
import { actionLockCommand } from './action-lock.ts';
import { actionLocateCommand } from './action-locate.ts';
import { actionResetPasscodeCommand } from './action-reset-passcode.ts';
import { actionRetireCommand } from './action-retire.ts';
import { actionWipeCommand } from './action-wipe.ts';
import { actionRotateBitlockerCommand } from './action-rotate-bitlocker.ts';
import { actionRotateLocalAdminPasswordCommand } from './action-rotate-local-admin-password.ts';
import { actionIntuneScanCommand } from './action-intune-scan.ts';
import { actionUpdateSignaturesCommand } from './action-update-signatures.ts';
import { actionCollectDiagnosticsCommand } from './action-collect-diagnostics.ts';
import { approvalCancelCommand } from './approval-cancel.ts';
import { approvalShowCommand } from './approval-show.ts';
import { approvalsListCommand } from './approvals-list.ts';
import { auditShowCommand } from './audit-show.ts';
import { oncallShowCommand } from './oncall-show.ts';
import { askBackCommand } from './ask-back.ts';
import { integrationsCheckCommand } from './integrations-check.ts';
import { helpCommand } from './help.ts';
import { devicePostureCommand } from './device-posture.ts';
import { deviceComplianceCommand } from './device-compliance.ts';
import { deviceRiskCommand } from './device-risk.ts';
import { deviceAlertsCommand } from './device-alerts.ts';
import { deviceVulnerabilitiesCommand } from './device-vulnerabilities.ts';
import { deviceSoftwareCommand } from './device-software.ts';
import { deviceLogonsCommand } from './device-logons.ts';
import { deviceFindCommand } from './device-find.ts';
import { userDevicesCommand } from './user-devices.ts';
import { userPostureCommand } from './user-posture.ts';
import { userSigninsCommand } from './user-signins.ts';
import { responseDrillCommand } from './response-drill.ts';
import { responseDrillsCommand } from './response-drills.ts';
import { responseDryRunCommand } from './response-dry-run.ts';
import { responseResumeCommand } from './response-resume.ts';
import { responseStatusCommand } from './response-status.ts';
import { responseStopCommand } from './response-stop.ts';
import { notAvailable } from './not-available.ts';

/** In the order in which `help` shows them. */
const ANSWERING: readonly Command[] = [
  devicePostureCommand,
  deviceComplianceCommand,
  deviceRiskCommand,
  deviceAlertsCommand,
  deviceVulnerabilitiesCommand,
  deviceSoftwareCommand,
  deviceLogonsCommand,
  deviceFindCommand,
  userDevicesCommand,
  userPostureCommand,
  userSigninsCommand,
  accessExplainCommand,
  accessWhatifCommand,
  integrationsCheckCommand,
  fleetListCommand,
  actionIsolateCommand,
  actionReleaseCommand,
  actionRestrictCommand,
  actionUnrestrictCommand,
  actionScanCommand,
  actionCollectCommand,
  actionQuarantineFileCommand,
  actionInvestigateCommand,
  actionLiveResponseCommand,
  actionGetFileCommand,
  actionPutFileCommand,
  actionContainCommand,
  actionBlockIndicatorCommand,
  actionUnblockIndicatorCommand,
  actionCancelActionCommand,
  actionTagCommand,
  actionDeviceValueCommand,
  actionOffboardCommand,
  actionRevokeSessionsCommand,
  actionDisableUserCommand,
  actionEnableUserCommand,
  actionTemporaryPassCommand,
  actionConfirmCompromisedCommand,
  actionDismissRiskCommand,
  actionDisableDeviceCommand,
  actionEnableDeviceCommand,
  actionSyncCommand,
  actionRebootCommand,
  actionShutdownCommand,
  actionLockCommand,
  actionLocateCommand,
  actionResetPasscodeCommand,
  actionRetireCommand,
  actionWipeCommand,
  actionRotateBitlockerCommand,
  actionRotateLocalAdminPasswordCommand,
  actionIntuneScanCommand,
  actionUpdateSignaturesCommand,
  actionCollectDiagnosticsCommand,
  approvalsListCommand,
  approvalShowCommand,
  approvalCancelCommand,
  auditShowCommand,
  oncallShowCommand,
  responseStopCommand,
  responseResumeCommand,
  responseStatusCommand,
  responseDryRunCommand((intent) => commandFor(intent)),
  responseDrillCommand((intent) => commandFor(intent)),
  responseDrillsCommand,
];

export const commands: readonly Command[] = [
  ...ANSWERING,
  helpCommand(() => commands),
  askBackCommand(() => commands),
];

const byIntent = new Map<IntentName, Command>(commands.map((command) => [command.intent, command]));

/** The command that answers an intent; one that says "not available yet" when there is none. Total. */
export function commandFor(intent: IntentName): Command {
  return byIntent.get(intent) ?? notAvailable(intent);
}
