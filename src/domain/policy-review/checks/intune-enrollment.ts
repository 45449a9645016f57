import { INTUNE_ENROLLMENT } from '../../conditional-access/apps.ts';
import type { Check } from '../finding.ts';
import { isForEverything } from '../policy-parts.ts';

export const intuneEnrollment: Check = {
  id: 'intune-enrollment',
  title: 'Intune enrolment is left out',
  run: ({ policies }) =>
    policies
      .filter(
        (one) =>
          one.state !== 'disabled' &&
          isForEverything(one) &&
          one.excludeApplications.includes(INTUNE_ENROLLMENT) &&
          one.controls.includes('compliantDevice') &&
          (one.controls.length === 1 || one.operator === 'OR'),
      )
      .map((policy) => ({
        policy,
        severity: 'info',
        effect: 'the compliant-device control never stops Intune enrolment, so the exception is not needed',
        fix: 'remove the exception',
      })),
};
