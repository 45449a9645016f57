/** Every action on people and devices in Entra ID as the scenarios act it out. */
export interface DirectoryStory {
  readonly verb: string;
  /** `{who}` stands for each target in turn. */
  readonly sentence: string;
  /** The first goes to the end, with its undo; the others meet a fault each. Display names. */
  readonly targets: readonly [whole: string, busy: string, broken: string, torn: string];
  readonly of: 'users' | 'devices';
  readonly method: 'POST' | 'PATCH';
  /** Where the order goes, as the simulator's table has it. */
  readonly route: string;
  /** What is sent; `{id}` stands for the target's. */
  readonly body: unknown;
  /** What the approver reads. */
  readonly asked: readonly RegExp[];
  /** What everybody reads in the end. */
  readonly done: readonly RegExp[];
  /** What the reversing request is called, or null; and what everybody reads when it has ended. */
  readonly undo: readonly [asked: RegExp, done: RegExp] | null;
  /** Whoever has to agree. */
  readonly approvers: readonly string[];
  /** Of whom it is impossible, and why. */
  readonly impossible: readonly (readonly [sentence: string, why: RegExp])[];
  /** Said of each target first, by itself. */
  readonly before?: string;
}

export const DIRECTORY_STORIES: readonly DirectoryStory[] = [
  {
    verb: 'revokeSessions',
    sentence: 'revoke the sessions of {who} because of a stolen token',
    targets: ['Adele Vance', 'Megan Bowen', 'Lee Gu', 'Diego Siciliani'],
    of: 'users',
    method: 'POST',
    route: '/users/{id}/revokeSignInSessions',
    body: undefined,
    asked: [
      /has to sign in again on every device/,
      /within 60 to 90 minutes; Exchange, SharePoint and Teams hear of it within 15 minutes/,
      /Account risk/,
      /Last sign-in/,
      /a stolen token/,
    ],
    done: [
      /Done and verified/,
      /signed out of every session, verified/,
      /sessions that began before .* are invalid/,
    ],
    undo: null,
    approvers: ['tomas.ng'],
    impossible: [
      ['revoke the sessions of Ben Walters', /signs in at another organization/],
      ['revoke the sessions of Adele Vanse', /No person "Adele Vanse"/],
    ],
  },
  {
    verb: 'disableUser',
    sentence: 'disable the account of {who}',
    targets: ['Grady Archie', 'Zoë Martín', '李 伟', 'Ben Walters'],
    of: 'users',
    method: 'PATCH',
    route: '/users/{id}',
    body: { accountEnabled: false },
    asked: [/0 of 2/, /cannot sign in to anything any more/, /Undo: Enable it again/],
    done: [/Done and verified/, /disabled, verified/, /the account is disabled; the sign-in log/],
    undo: [/Enable the account of Grady Archie/, /enabled, verified/],
    approvers: ['tomas.ng', 'nadia.haddad'],
    impossible: [
      ['disable Adele Vance', /mastered on-premises: disable it in Active Directory/],
      ['disable Nestor Wilke', /The account is disabled already/],
      ['disable emergency1@contosodemo.onmicrosoft.example', /does not take away the way back in/],
    ],
  },
  {
    verb: 'enableUser',
    sentence: 'enable the account of {who}',
    before: 'disable the account of {who}',
    targets: ['Grady Archie', 'Zoë Martín', '李 伟', 'Ben Walters'],
    of: 'users',
    method: 'PATCH',
    route: '/users/{id}',
    body: { accountEnabled: true },
    asked: [/can sign in again, with the password/, /0 of 1/],
    done: [/Done and verified/, /enabled, verified/],
    undo: [/Disable the account of Grady Archie/, /disabled, verified/],
    approvers: ['tomas.ng'],
    impossible: [
      ['enable Nestor Wilke', /enable it in Active Directory/],
      ['enable Adele Vance', /The account is enabled already/],
    ],
  },
  {
    verb: 'confirmCompromised',
    sentence: 'confirm {who} as compromised because of incident 4018',
    targets: ['Adele Vance', 'Megan Bowen', 'Lee Gu', 'Diego Siciliani'],
    of: 'users',
    method: 'POST',
    route: '/identityProtection/riskyUsers/confirmCompromised',
    body: { userIds: ['{id}'] },
    asked: [/account risk of Adele Vance becomes high/, /High account risk is looked at by “CA08/],
    done: [
      /Done and verified/,
      /confirmed as compromised, verified/,
      /read anew, says: confirmed compromised/,
    ],
    undo: [/Dismiss the account risk of Adele Vance/, /freed from the account risk, verified/],
    approvers: ['tomas.ng'],
    impossible: [['confirm Nestor Wilke as compromised', /confirmed as compromised already/]],
  },
  {
    verb: 'dismissRisk',
    sentence: 'dismiss the risk of {who}',
    before: 'confirm {who} as compromised',
    targets: ['Raul Razo', 'Isaiah Langer', 'Lee Gu', 'Diego Siciliani'],
    of: 'users',
    method: 'POST',
    route: '/identityProtection/riskyUsers/dismiss',
    body: { userIds: ['{id}'] },
    asked: [/counts as not at risk/, /make sure that they agree/],
    done: [/Done and verified/, /freed from the account risk, verified/, /no account risk now \(dismissed\)/],
    undo: null,
    approvers: ['tomas.ng'],
    impossible: [
      ['dismiss the risk of Adele Vance', /nothing to dismiss: no account risk on record/],
      ['dismiss the risk of Delia Dennis', /nothing to dismiss: no account risk now \(remediated\)/],
    ],
  },
  {
    verb: 'disableDevice',
    sentence: 'disable {who} in Entra ID because it was stolen',
    targets: ['FIN-LT-043', 'FIN-LT-044', 'FIN-LT-045', 'FIN-PC-007'],
    of: 'devices',
    method: 'PATCH',
    route: '/devices/{id}',
    body: { accountEnabled: false },
    asked: [/no longer accepts FIN-LT-043/, /Owner/, /it was stolen/],
    done: [/Done and verified/, /disabled in Entra ID, verified/, /says that the device is disabled/],
    undo: [/Enable the registration of FIN-LT-043/, /enabled in Entra ID, verified/],
    approvers: ['tomas.ng'],
    impossible: [['disable KIOSK-LOBBY-01', /Entra ID does not know this device/]],
  },
  {
    verb: 'enableDevice',
    sentence: 'enable {who} in Entra ID',
    before: 'disable {who} in Entra ID',
    targets: ['SAL-LT-018', 'SAL-LT-019', 'SAL-LT-022', 'HR-LT-024'],
    of: 'devices',
    method: 'PATCH',
    route: '/devices/{id}',
    body: { accountEnabled: true },
    asked: [/accepts SAL-LT-018 again/],
    done: [/Done and verified/, /enabled in Entra ID, verified/],
    undo: [/Disable the registration of SAL-LT-018/, /disabled in Entra ID, verified/],
    approvers: ['tomas.ng'],
    impossible: [['enable FIN-LT-043 in Entra ID', /The device is enabled in Entra ID already/]],
  },
];

/** What is made for a click of whoever asked has a scenario of its own: temporary-pass.test.ts. */
export const FETCHED = [
  {
    verb: 'temporaryPass',
    path: /\/users\/\{id\}\/authentication\/temporaryAccessPassMethods$/,
    undo: false,
  },
];
