/** From the words of the sign-in log to the values of Conditional Access, and back into words. Pure. */
import type { ClientAppType, Platform } from '../conditional-access/facts.ts';

/** `clientAppUsed` of the sign-in log. Source: reference sheet conditional-access, section 2.4 (spellings UNCONFIRMED). */
export function clientTypeOf(clientAppUsed: string | null): ClientAppType | undefined {
  switch ((clientAppUsed ?? '').trim().toLowerCase()) {
    case '':
      return undefined;
    case 'browser':
      return 'browser';
    case 'mobile apps and desktop clients':
      return 'mobileAppsAndDesktopClients';
    case 'exchange activesync':
      return 'exchangeActiveSync';
    default:
      return 'other';
  }
}

export const CLIENT_WORDS: Readonly<Record<ClientAppType, string>> = {
  browser: 'in a browser',
  mobileAppsAndDesktopClients: 'in a mobile or desktop app',
  exchangeActiveSync: 'with Exchange ActiveSync',
  easSupported: 'with Exchange ActiveSync',
  other: 'with a legacy client',
};

export const PLATFORM_WORDS: Readonly<Record<Platform, string>> = {
  android: 'Android',
  iOS: 'iOS',
  windows: 'Windows',
  windowsPhone: 'Windows Phone',
  macOS: 'macOS',
  linux: 'Linux',
};
