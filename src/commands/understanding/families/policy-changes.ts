/** How people imagine a Conditional Access policy other than it is. */

export type PolicyChange = 'AND' | 'OR' | 'on' | 'off' | 'reportOnly' | 'block';

/** Before the policy: only what is imagined is read, never an order. */
export const IMAGINED: readonly string[] = [
  '(if|when|once|whatif|suppose|supposing|imagine|assume|assuming|say|hypothetically|simulate|pretend)',
  '(effect|effects|impact|consequence|consequences|result|fallout) of',
  '(what|who|how) (would|does|will|do|could)',
  'would',
];

/** Whoever does it, and how: says nothing about what is done. */
export const SOMEBODY =
  '(we|i|you|they|someone|somebody|one|it|that|just|also|really|simply|all|were to|was to|are to|would|will|should|decide to|decided to|go and|went and|microsoft|the admin)';

/** "… were on": behind the policy. */
export const BECOMES: readonly (readonly [phrase: string, change: PolicyChange])[] = [
  ...said('AND', '[an] (and|all|both) [instead of or|and not or]'),
  ...said('OR', '[an] (or|either) [instead of and|and not and]'),
  ...said('on', '(on|enabled|enforced|active|live|activated|turned on|switched on|in force)'),
  ...said(
    'off',
    '(off|disabled|removed|deleted|gone|inactive|deactivated|dropped|turned off|switched off|not there)',
  ),
  ...said('reportOnly', '[in] (report only|reporting only) [mode]'),
  ...said('block', '(block|a block|blocking|a block policy)'),
  ['(required|requires|require) (both|all|everything) [controls|of them|of its controls]', 'AND'],
  ['(required|requires|require) [only|just] (one|either|any) [control|of them|one|of its controls]', 'OR'],
  ['(simply|just|always) (blocked|block|blocks) [access|everyone|everybody|instead]', 'block'],
  ['(blocked|block|blocks) [access|everyone|everybody] instead', 'block'],
  ['(did|does|do) not exist', 'off'],
  ['(goes|went|is taken|was taken) away', 'off'],
  ['(needed|needs|need) (both|all) [controls|of them|of its controls]', 'AND'],
  ['(stops|stopped) being (report only|off|disabled)', 'on'],
];

function said(change: PolicyChange, state: string): readonly (readonly [string, PolicyChange])[] {
  const verb = '(were|was|is|are|be|been|becomes|became|gets|got|goes|went|had been|would be|turns into)';
  const moved = '(set|changed|switched|put|moved|turned|flipped)';
  return [
    [`${verb} [to be|to become|only|just] [${moved}] [to|into|from or to|from and to] ${state}`, change],
    [`${moved} (to|into|in) ${state}`, change],
  ];
}

/** "… we turned on X": before the policy. */
export const MAKES: readonly (readonly [phrase: string, change: PolicyChange])[] = [
  [
    '((turn|turned|turning|switch|switched|switching) on|enable|enables|enabled|enabling|enforce|enforced|enforcing|activate|activated|activating)',
    'on',
  ],
  [
    '((turn|turned|turning|switch|switched|switching) off|disable|disables|disabled|disabling|remove|removed|removing|delete|deleted|deleting|drop|dropped|dropping|deactivate|deactivated|deactivating|(get|got|getting) rid of)',
    'off',
  ],
];

/** "set X to report-only", "turn X on": around the policy. */
export const MAKES_IT =
  '(turn|turned|turning|switch|switched|switching|set|setting|put|putting|move|moved|moving|change|changed|changing|flip|flipped|make|made|making)';
export const INTO: readonly (readonly [phrase: string, change: PolicyChange])[] = [
  ['on', 'on'],
  ['off', 'off'],
  ['(enforced|enabled|active|live)', 'on'],
  ['(disabled|inactive)', 'off'],
  ['[to|into|in] (report only|reporting only) [mode]', 'reportOnly'],
  ['[to|into|from or to] [an] and', 'AND'],
  ['[to|into|from and to] [an] or', 'OR'],
  ['(require|demand) (both|all) [controls]', 'AND'],
  ['[to|into] (block|a block)', 'block'],
];

/** "whatif CA005 enabled": the bare state behind a name that can be nothing else. */
export const BARE_STATES: readonly (readonly [phrase: string, change: PolicyChange])[] = [
  ['(on|enabled|enforced)', 'on'],
  ['(off|disabled|removed|deleted)', 'off'],
  ['[in] report only [mode]', 'reportOnly'],
];

/** Words that policies are called by; one of them, and a name is a policy's. */
export const POLICY_WORDS: readonly string[] =
  `policy policies rule block require mfa multifactor compliant compliance legacy authentication auth conditional phishing resistant
  countries locations platforms terms session password guests baseline passwordless`.split(/\s+/);

/** Words about what becomes of people then; they name nobody. */
export const AFFECTED: readonly string[] =
  `happen happens change changes break breaks broken gain gains gained lose loses lost affected affect affects lock block help hurt effect effects impact consequence
  consequences result fallout difference locked blocked access let in out tenant users people suppose supposing imagine assume
  assuming hypothetically simulate pretend whatif sign signs log login policy mode whole`.split(/\s+/);
