import type { Check } from '../finding.ts';
import { isOn } from '../policy-parts.ts';

export const noDeviceRisk: Check = {
  id: 'no-device-risk',
  title: "Defender's risk does not count",
  run({ policies, threatLevelSet }) {
    const asking = policies.filter((one) => isOn(one) && one.controls.includes('compliantDevice'));
    if (asking.length === 0 || threatLevelSet === true) return [];
    if (threatLevelSet === null) return { missing: 'the compliance policies of Intune' };
    return asking.map((policy) => ({
      policy,
      severity: 'medium',
      effect:
        'no assigned compliance policy sets a machine risk: a device that Defender sees at High risk stays compliant and passes',
      fix: 'set "machine risk score" in the compliance policies, and connect Defender to Intune',
    }));
  },
};
