import { text, type JsonObject } from '../../json.ts';

type Platform = 'windows' | 'ios' | 'macos' | 'android' | 'chromeos' | 'other';

/** By the start of `operatingSystem`, in lower case. */
const NAMES: Readonly<Record<string, Platform>> = {
  windows: 'windows',
  ios: 'ios',
  ipados: 'ios',
  macos: 'macos',
  'mac os': 'macos',
  android: 'android',
  chromeos: 'chromeos',
};

/**
 * Devices that can carry out an action: their platforms, and `supervised` for iPhones and iPads that the company owns
 * through and through. From Microsoft's table of device actions; what Intune answers for others is UNCONFIRMED.
 */
export interface Reach {
  readonly platforms: readonly Platform[];
  readonly supervised?: true;
}

/** A device that only Defender manages (`msSense`) is not enrolled: there is nobody on it who would obey Intune. */
export function canCarryOut(device: JsonObject, { platforms, supervised }: Reach): boolean {
  const platform = platformOf(device);
  if (device['managementAgent'] === 'msSense' || !platforms.includes(platform)) return false;
  return supervised !== true || platform !== 'ios' || device['isSupervised'] === true;
}

export function platformOf(device: JsonObject): Platform {
  const system = text(device['operatingSystem'])?.toLowerCase() ?? '';
  const name = Object.keys(NAMES).find((start) => system.startsWith(start));
  return NAMES[name ?? ''] ?? 'other';
}
