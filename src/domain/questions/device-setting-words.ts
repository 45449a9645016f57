/**
 * Intune's compliance settings in the words of a helpdesk: what is wrong, and what the person at the device does.
 * Setting names: reference sheet intune-api, section 3.
 */
export type SettingKind =
  /** The device is less safe than it must be. */
  | 'security'
  /** Nothing is wrong with the device's protection: records and check-ins are. */
  | 'housekeeping'
  /** Defender's verdict, handed to Intune. */
  | 'risk'
  /** A custom compliance script: only its author knows. */
  | 'custom';

export interface SettingWords {
  readonly kind: SettingKind;
  readonly problem: string;
  readonly fix: string;
}

const RISK: SettingWords = {
  kind: 'risk',
  problem: 'Defender rates the risk of this device higher than the policy allows',
  fix: 'Resolve the alerts on the device; then sync it so that Intune hears the lower risk.',
};

/** By property name: the part after the policy type. */
const WORDS: Readonly<Record<string, SettingWords>> = {
  BitLockerEnabled: security(
    'BitLocker is not on (or was turned on and the device was not restarted since)',
    'Turn BitLocker on, let it finish, then restart: it is only measured at start-up.',
  ),
  SecureBootEnabled: security(
    'Secure Boot is off',
    'Turn Secure Boot on in the firmware settings, then restart.',
  ),
  CodeIntegrityEnabled: security(
    'Code integrity is off',
    'Turn code integrity (memory integrity) on, then restart.',
  ),
  EarlyLaunchAntiMalwareDriverEnabled: security(
    'Early-launch anti-malware is off',
    'Turn the early-launch anti-malware driver on, then restart.',
  ),
  RequireHealthyDeviceReport: security(
    'The device gave no healthy start-up report',
    'Restart the device and sync it from Company Portal.',
  ),
  StorageRequireEncryption: security(
    'The storage is not encrypted',
    'Turn on encryption of the device storage.',
  ),
  OsMinimumVersion: security(
    'The operating system is too old',
    'Install the pending operating system updates, restart, then sync.',
  ),
  OsMaximumVersion: security(
    'The operating system is newer than the policy allows',
    'Ask the Intune administrators: the policy does not allow this version yet.',
  ),
  ValidOperatingSystemBuildRanges: security(
    'The operating system build is not in an allowed range',
    'Install the pending operating system updates, restart, then sync.',
  ),
  DefenderEnabled: security('Microsoft Defender Antivirus is off', 'Turn Microsoft Defender Antivirus on.'),
  RtpEnabled: security('Real-time protection is off', 'Turn real-time protection on in Windows Security.'),
  AntivirusRequired: security('No antivirus is registered', 'Turn the antivirus on in Windows Security.'),
  AntiSpywareRequired: security(
    'No anti-spyware is registered',
    'Turn the antivirus on in Windows Security.',
  ),
  SignatureOutOfDate: security(
    'The antivirus signatures are out of date',
    'Update the antivirus signatures.',
  ),
  DefenderVersion: security(
    'Microsoft Defender Antivirus is too old',
    'Install the pending Windows updates.',
  ),
  ActiveFirewallRequired: security('The firewall is off', 'Turn the firewall on for all networks.'),
  FirewallEnabled: security('The firewall is off', 'Turn the firewall on.'),
  TpmRequired: security('No usable TPM was found', 'Turn the TPM on in the firmware settings, then restart.'),
  MemoryIntegrityEnabled: security('Memory integrity is off', 'Turn memory integrity on, then restart.'),
  SystemIntegrityProtectionEnabled: security(
    'System Integrity Protection is off',
    'Turn System Integrity Protection on from macOS recovery.',
  ),
  PasswordRequired: security('No password or PIN is set', 'Set a password or PIN.'),
  PasscodeRequired: security('No passcode is set', 'Set a passcode.'),
  PasswordMinimumLength: security('The password is too short', 'Set a longer password.'),
  PasscodeMinimumLength: security('The passcode is too short', 'Set a longer passcode.'),
  SecurityBlockJailbrokenDevices: security(
    'The device is jailbroken or rooted',
    'Restore the device to its original system and enrol it again.',
  ),
  DeviceThreatProtectionRequiredSecurityLevel: RISK,
  DeviceThreatProtectionEnabled: RISK,
  ConfigurationManagerComplianceRequired: security(
    'Configuration Manager does not call the device compliant',
    'Open Software Center, Device Compliance, and check again.',
  ),
  RequireRemainContact: housekeeping(
    'It has not checked in with Intune for too long',
    'Bring it online and sync it: Settings, Accounts, Access work or school, Info, Sync.',
  ),
  RequireDeviceCompliancePolicyAssigned: housekeeping(
    'No compliance policy is assigned, and this tenant counts that as not compliant',
    'Ask the Intune administrators to assign a compliance policy to the person or the device.',
  ),
  RequireUserExistence: housekeeping(
    'The person who enrolled it no longer exists or has no licence',
    'Give the device to a person who exists: enrol it again or change its primary user.',
  ),
};

/** Words for a setting; total: an unknown one is shown by its own name. */
export function settingWords(setting: string, settingName: string | null): SettingWords {
  const dot = setting.lastIndexOf('.');
  const property = dot < 0 ? setting : setting.slice(dot + 1);
  const known = WORDS[property];
  if (known !== undefined && Object.hasOwn(WORDS, property)) return known;
  if (dot < 0) {
    return {
      kind: 'custom',
      problem: `The custom check ${settingName ?? setting} is not met`,
      fix: `Ask the Intune administrators what the custom check ${settingName ?? setting} wants.`,
    };
  }
  const name = settingName !== null && settingName !== '' ? settingName : property;
  return {
    kind: 'security',
    problem: `The setting ${name} is not met`,
    fix: `Open Company Portal on the device: it tells what ${name} needs.`,
  };
}

function security(problem: string, fix: string): SettingWords {
  return { kind: 'security', problem, fix };
}

function housekeeping(problem: string, fix: string): SettingWords {
  return { kind: 'housekeeping', problem, fix };
}
