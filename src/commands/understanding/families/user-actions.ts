/** Response actions on people and on indicators. */
import type { RequestRule } from './rule.ts';

const EVERYWHERE =
  '[everywhere|of everything|from everything|from everywhere|of all sessions|of all devices|from all devices|on all devices|of all apps|on every device]';
const SESSIONS =
  '[active|current|refresh|sign in|user|login|open] (sessions|session|tokens|token|refresh tokens|logins)';
const PASS =
  '(temporary access pass|temporary pass|temp access pass|temp pass|tap|temporary access code|temporary passcode)';
const FORM =
  '[ip|ip address|url|link|domain|hash|file|file hash|sha1|sha256|sha-1|sha-256|indicator|ioc|website|web site|site|address|host|file with hash|file with sha256|sha1 hash|sha256 hash|domain name]';
const LISTS =
  '(block list|blocklist|blacklist|deny list|denylist|indicators|indicator list|ioc list|iocs|defender indicators|custom indicators)';

export const USER_ACTIONS: readonly RequestRule[] = [
  {
    intent: 'action.revokeSessions',
    phrases: [
      `(revoke|kill|end|terminate|invalidate|reset|clear|drop|expire|close|cut) [all] [of] {user} [all] ${SESSIONS}`,
      `(revoke|kill|end|terminate|invalidate|reset|clear|drop|expire|close|cut) [all|all the|the|any|all of the] ${SESSIONS} [of|for|from] {user}`,
      `(sign|log|kick) {user} out ${EVERYWHERE}`,
      `(sign out|log out|logout|logoff|log off|sign off|kick out) {user} ${EVERYWHERE}`,
      `(force|trigger|do) [a] [global] (sign out|log out|logout|signout|re authentication|reauthentication) (of|for|on) {user}`,
      'force {user} to (reauthenticate|re authenticate|sign in again|log in again|sign out|log out)',
      'make {user} (reauthenticate|re authenticate|sign in again|log in again)',
    ],
  },
  {
    intent: 'action.disableUser',
    participle: 'disabled|suspended',
    phrases: [
      '(disable|deactivate|suspend|freeze) {user}',
      'block [the] (sign in|signin|sign ins|login|logins|log in|logon|account access) (of|for|from|by) {user}',
      'block {user} [from (signing in|logging in|sign in|logging on)]',
      'block {user} (sign in|signin|sign ins|login|logins|account)',
      'lock {account}',
      'lock {user} out [of (everything|their account|his account|her account)]',
      'lock out {user}',
      '(turn off|shut off|switch off) {account}',
      'stop {user} from (signing in|logging in|logging on)',
    ],
  },
  {
    intent: 'action.enableUser',
    participle: 'enabled|unblocked|unlocked|reenabled|reactivated',
    phrases: [
      '[re] (enable|reenable|activate|reactivate|unblock|unlock|unsuspend|unfreeze) {user} [again]',
      '(unblock|allow|restore|enable) [the] (sign in|signin|sign ins|login|logins|log in|account access) (of|for|from) {user} [again]',
      '(unblock|enable|restore) {user} (sign in|signin|sign ins|login|logins) [again]',
      'let {user} (sign in|log in|back in|sign in again|log in again)',
      'turn {account} back on',
      'restore {account}',
    ],
  },
  {
    intent: 'action.confirmCompromised',
    phrases: [
      '(confirm|mark|flag|set|declare|report) {user} [as|to] [confirmed|user|risky and] compromised',
      '(confirm) [that] {user} (is|was|has been|got) compromised',
      'set {user} [user] (risk|risk state|risk level) to [confirmed] compromised',
      'confirm [the|a] [user] (compromise|risk|compromised user|compromised account) (of|for) {user}',
      '(confirm|mark|set) {user} as (high risk|confirmed compromised)',
      'confirm (compromised|compromise) [of|for] {user}',
    ],
  },
  {
    intent: 'action.dismissRisk',
    phrases: [
      '(dismiss|clear|reset|remove|drop|close|waive|lift) [the|all] [user|identity|sign in] (risk|risks|risk state|risk level|risky state|user risk) [of|for|on|from] {user}',
      '(dismiss|clear|reset|remove|drop|close|lift) {user} [user|identity] (risk|risks|risk state|risk level|risky state|user risk)',
      '(mark|confirm|set|flag) {user} [as] (safe|not compromised|not risky|no longer risky|risk free)',
      'dismiss {user} as (risky|risky user)',
      'dismiss [the] risky user {user}',
    ],
  },
  {
    intent: 'action.temporaryPass',
    phrases: [
      `(create|issue|give|generate|make|get|send|set up|provide|grant|add) [me] [a|an|the|one] [new] ${PASS} (for|to) {user}`,
      `(give|issue|send|get|grant|make) {user} [a|an] [new] ${PASS}`,
      `[a] [new] ${PASS} for {user}`,
    ],
  },
  {
    intent: 'action.blockIndicator',
    phrases: [
      `(block|ban|blacklist|blocklist|blackhole|block access to|block traffic to|block connections to) [the|this] [malicious|bad|suspicious|phishing|c2|evil] ${FORM} {indicator} [everywhere|tenant wide|tenantwide|in defender|in mde|fleet wide|fleetwide|across the fleet|on all devices|on all endpoints|for everyone|organisation wide|org wide]`,
      `(add|put) [the] ${FORM} {indicator} (to|on|in|into) [the|our] ${LISTS}`,
      `(create|add|make|set) [a|an] [new] [block|blocking|deny] (indicator|ioc|rule|indicator of compromise) (for|on) [the] ${FORM} {indicator}`,
    ],
  },
  {
    intent: 'action.blockIndicator',
    slots: { kind: 'certificate' },
    phrases: [
      '(block|ban|blacklist|blocklist) [the|this] [malicious|bad|suspicious|stolen|leaked] [signing|code signing] (certificate|cert|certificate thumbprint|cert thumbprint|certificate with thumbprint|thumbprint) {thumbprint} [everywhere|on all devices|in defender]',
    ],
  },
  {
    intent: 'action.unblockIndicator',
    phrases: [
      `(unblock|unban|un block|deblock) [the|this] ${FORM} {indicator} [again|everywhere]`,
      `allow [the|this] ${FORM} {indicator} again`,
      `(remove|delete|lift|drop|clear|undo|cancel|take off) [the] [block|indicator|ioc] [block|indicator|ioc] (for|on|of|from) [the] ${FORM} {indicator}`,
      `(remove|delete|take|drop) [the] ${FORM} {indicator} (from|off) [the|our] ${LISTS}`,
      `(remove|delete|drop) [the] (indicator|ioc|block) {indicator}`,
      `stop blocking [the] ${FORM} {indicator}`,
    ],
  },
];
