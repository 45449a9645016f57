/** What a policy asks of the session, in words. Pure. */
import type { SessionControl } from '../conditional-access/session-controls.ts';
import { listWords } from './access-words.ts';

/** `cloudAppSecurityType`. */
const CLOUD_APPS: Readonly<Record<string, string>> = {
  mcasConfigured: 'as set up there',
  monitorOnly: 'watched only',
  blockDownloads: 'downloads blocked',
};

/** `a new sign-in every 4 hours and no stay-signed-in`; empty = nothing. */
export function sessionWords(controls: readonly SessionControl[]): string {
  return listWords(controls.map(wordsOf));
}

function wordsOf(control: SessionControl): string {
  switch (control.kind) {
    case 'signInFrequency':
      return `a new sign-in ${frequencyWords(control)}`;
    case 'signInEveryTime':
      return 'a new sign-in every time';
    case 'persistentBrowser':
      return control.mode === 'never' ? 'no stay-signed-in in browsers' : 'stay-signed-in in browsers';
    case 'appEnforcedRestrictions':
      return 'the restrictions of the app itself';
    case 'tokenProtection':
      return 'tokens bound to the device';
    case 'noResilience':
      return 'no session kept up in an outage';
    case 'cloudAppSecurity':
      return `Defender for Cloud Apps (${CLOUD_APPS[control.type] ?? control.type})`;
    case 'notUnderstood':
      return `"${control.member}", which this version does not know`;
  }
}

/** `every 4 hours`, `every day`. */
export function frequencyWords({
  every: { value, unit },
}: Extract<SessionControl, { readonly kind: 'signInFrequency' }>): string {
  return `every ${value === 1 ? unit.slice(0, -1) : `${value} ${unit}`}`;
}
