/** The limit that most of Microsoft's pages name: Windows 10 from a release on, and Windows 11. Sheet mde-api, 5.3. */
import type { Machine } from '../tenant/device.ts';
import type { Blocker } from './action.ts';

/** The release is 1709, say; letters (`20H2`) came later than all of them. */
export function windowsBlocker(machine: Machine, what: string, release: number): Blocker | null {
  const platform = machine.osPlatform ?? '';
  if (platform === '') return null;
  if (!/^windows/i.test(platform)) {
    return { code: 'notSupported', message: `${what} works on Windows only; this device runs ${platform}.` };
  }
  return oldWindowsBlocker(machine, what, release);
}

export function oldWindowsBlocker(machine: Machine, what: string, release: number): Blocker | null {
  const platform = machine.osPlatform ?? '';
  const version = machine.version ?? '';
  const older = platform === 'Windows10' && /^\d{4}$/.test(version) && Number(version) < release;
  return older || /^windows(7|8|vista|xp)/i.test(platform)
    ? {
        code: 'notSupported',
        message: `${what} needs Windows 10 ${release} or newer; this device runs ${`${platform} ${version}`.trim()}.`,
      }
    : null;
}

/** `verb` is what cannot be done: `scan`. */
export function phoneBlocker({ osPlatform }: Machine, verb: string): Blocker | null {
  return /^(ios|android)/i.test(osPlatform ?? '')
    ? { code: 'notSupported', message: `Defender for Endpoint cannot ${verb} ${osPlatform ?? ''} devices.` }
    : null;
}

/** What is not known, and what Microsoft's page does not name. */
export function windowsWarnings(machine: Machine, release: number): readonly string[] {
  const platform = machine.osPlatform ?? '';
  if (platform === '') return ['Its system is not reported: Microsoft may refuse it.'];
  if (platform === 'Windows10' && machine.version === null) {
    return [`Its release of Windows 10 is not reported; ${release} or newer is needed.`];
  }
  return /server/i.test(platform) || !/^windows/i.test(platform)
    ? [`Microsoft names Windows 10 ${release} and Windows 11 for this, not ${platform}: it may be refused.`]
    : [];
}

/** Its values are not in Microsoft's reference: a warning, never a refusal. */
export function antivirusWarnings(machine: Machine): readonly string[] {
  const status = machine.defenderAvStatus ?? '';
  return /^(disabled|notsupported)$/i.test(status)
    ? [`Microsoft Defender Antivirus is reported as ${status}, and this needs it, at least passive.`]
    : [];
}
