/** How incidents are closed: phrases → Microsoft's classification. */
export const CLASSIFICATIONS: readonly (readonly [phrases: string, value: string])[] = [
  [
    '(true positive|truepositive|tp|true|confirmed|real|malicious|real attack|genuine|true positives)',
    'truePositive',
  ],
  [
    '(false positive|falsepositive|fp|false|false alarm|false alert|not malicious|noise|false positives)',
    'falsePositive',
  ],
  [
    '(informational|expected|benign|benign positive|benign true positive|bp|btp|info) [expected] [activity|behaviour|behavior]',
    'informationalExpectedActivity',
  ],
  [
    '(informationalexpectedactivity|security test|security testing|authorised activity|authorized activity|line of business application|confirmed activity|pen test|pentest)',
    'informationalExpectedActivity',
  ],
];
