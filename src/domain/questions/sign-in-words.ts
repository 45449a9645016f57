/** Sign-in error codes in plain words, with what helps. Source: reference sheet entra-api, section 5. */
import type { SignIn } from '../tenant/user.ts';
import { clientTypeOf } from './access-platform.ts';

export interface SignInWords {
  readonly words: string;
  /** What the person or the helpdesk does; null = nothing. */
  readonly remedy: string | null;
  /** True for a step in between: usually followed by a success with the same correlation id. */
  readonly interrupt: boolean;
}

const CODES: Readonly<Record<number, readonly [words: string, remedy: string | null]>> = {
  50005: ['the platform is not supported by an access policy', 'Use a supported platform.'],
  50034: ['the account does not exist in this tenant', 'Check the spelling of the sign-in name.'],
  50053: [
    'locked: too many wrong passwords, or an address with malicious activity',
    'Look at the failure reason; wait, or change the password.',
  ],
  50055: ['the password has expired', 'Change the password.'],
  50144: ['the on-premises password has expired', 'Change the password on-premises.'],
  50057: ['the account is disabled', 'Enable the account if that is wanted.'],
  50058: ['a silent sign-in found no session (noise)', null],
  50072: ['must register for multifactor authentication', 'Register a method, then sign in again.'],
  50074: [
    'multifactor authentication was asked for and not passed',
    'Approve the prompt or use another method.',
  ],
  50076: ['multifactor authentication was needed', 'Complete the prompt.'],
  50078: ['the multifactor authentication was too old', 'Sign in again and complete the prompt.'],
  50079: ['must register for multifactor authentication', 'Register a method, then sign in again.'],
  50089: ['the sign-in took too long', 'Sign in again.'],
  50097: ['the device had to prove its identity', null],
  50105: ['not assigned to the application (not an access policy)', 'Assign the person to the application.'],
  50125: ['had to register for password reset', 'Complete the registration.'],
  50126: ['wrong user name or password', 'Check the password; many of these from elsewhere mean guessing.'],
  50127: ['a broker app is needed', 'Install Company Portal or Microsoft Authenticator.'],
  50129: ['the device is not registered', 'Register the device.'],
  50131: [
    'refused by Conditional Access: device state, suspicious activity or another policy',
    'Ask why access is refused.',
  ],
  50132: ['the session is no longer valid (password change or revocation)', 'Sign in again.'],
  50133: ['the session was revoked or the password changed', 'Sign in again.'],
  50135: ['the password must be changed because of risk', 'Change the password.'],
  50140: ['was asked to stay signed in', null],
  50155: ['the device could not prove its identity', 'Sync the device; register it again if that fails.'],
  50158: ['had to pass an external step (terms of use, other provider)', 'Complete the step.'],
  50173: ['the tokens were revoked', 'Sign in again.'],
  50187: ['the device sent no identity', 'Sign in from a registered device or another browser.'],
  50199: ['had to confirm the application', null],
  53000: ['the device is not compliant', 'Make the device compliant: ask for its compliance.'],
  53001: ['the device is not joined to the domain', 'Use a hybrid joined device.'],
  53002: ['the app is not an approved client app', 'Use an approved app, such as Outlook.'],
  53003: ['blocked by Conditional Access', 'Ask why this person cannot reach the app.'],
  53004: [
    'too risky to register multifactor authentication',
    'An administrator must look at the risk first.',
  ],
  53010: ['registration is limited to certain places or devices', 'Register from a trusted place or device.'],
  53011: ['blocked by risk in the home tenant', 'The home organisation must clear the risk.'],
  530032: ['blocked by a security policy of the tenant', 'Ask why this person cannot reach the app.'],
  530034: ['delegated administrator blocked because of suspicious activity', null],
  530035: ['blocked by security defaults', 'Use modern authentication and register a method.'],
  65001: ['consent to the application is missing', 'An administrator must grant consent.'],
  70008: ['the session expired', 'Sign in again.'],
  700082: ['the session expired by inactivity', 'Sign in again.'],
  70043: ['the sign-in frequency of a policy asks for a new sign-in', 'Sign in again.'],
  70044: ['the sign-in frequency of a policy asks for a new sign-in', 'Sign in again.'],
  500011: ['the resource does not exist in this tenant', 'The application must be set up in this tenant.'],
  500133: ['the token had expired', 'Sign in again.'],
  500212: ['the cross-tenant policy of the own tenant refuses it', 'Look at the outbound access settings.'],
  500213: [
    'the cross-tenant policy of the other tenant refuses it',
    'Ask the other organisation for its inbound settings.',
  ],
};

/** Usually followed by a success with the same correlation id (sheet entra-api, end of section 5). */
const INTERRUPTS: ReadonlySet<number> = new Set([
  50072, 50074, 50076, 50079, 50097, 50125, 50140, 50158, 50199, 50058,
]);

/** The advice of a code presumes a device; a sign-in without one needs another (sheet entra-api, section 5). */
const WITHOUT_DEVICE: Readonly<Record<number, readonly [words: string, remedy: string]>> = {
  53000: [
    'a compliant device is required, and the device is not registered, or did not show that it is',
    'Register and enrol the device, or use one that is. A private window or a browser without work sign-in hides a registration.',
  ],
  53003: [
    'blocked by Conditional Access',
    'The device is not registered, or did not show that it is: that may be why. Ask why this person cannot reach the app.',
  ],
};

type SignInResult = Pick<
  SignIn,
  'errorCode' | 'failureReason' | 'device' | 'clientAppUsed' | 'appliedPolicies'
>;

/** Whether what refused may have been for want of a device: nothing blocked outright (control names UNCONFIRMED). */
function asksForDevice(policies: SignIn['appliedPolicies']): boolean {
  if (policies === null) return true;
  const controls = policies
    .filter((policy) => policy.result === 'failure')
    .flatMap((policy) => policy.enforcedGrantControls);
  return (
    !controls.some((name) => /^block$/i.test(name)) && controls.some((name) => /device|domain/i.test(name))
  );
}

/** Words for a result; a code that this version does not know keeps its number and Microsoft's own reason. */
export function signInWords({
  errorCode,
  failureReason,
  device,
  clientAppUsed,
  appliedPolicies,
}: SignInResult): SignInWords {
  if (errorCode === null) return { words: 'the result is not known', remedy: null, interrupt: false };
  if (errorCode === 0) return { words: 'signed in', remedy: null, interrupt: false };
  // An empty device id is Microsoft's way to say so; a sign-in without device details says nothing.
  // Older clients (IMAP, SMTP …) never show a device, so that there is none explains nothing.
  const client = clientTypeOf(clientAppUsed);
  const showsDevices = client !== 'other' && client !== 'exchangeActiveSync';
  const unregistered = showsDevices && device !== null && (device.deviceId ?? '') === '';
  // A policy that blocks a place or a platform does so whatever the device.
  const deviceMatters = errorCode !== 53003 || asksForDevice(appliedPolicies);
  const known = (unregistered && deviceMatters ? WITHOUT_DEVICE[errorCode] : undefined) ?? CODES[errorCode];
  const reason = failureReason === null || failureReason === '' ? 'not explained' : failureReason;
  return {
    words: known?.[0] ?? reason,
    remedy: known?.[1] ?? null,
    interrupt: INTERRUPTS.has(errorCode),
  };
}
