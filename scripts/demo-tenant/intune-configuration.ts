/** The connector between Intune and Defender, and the endpoint security policies. */
import type { MobileThreatDefenseConnector } from '@microsoft/microsoft-graph-types';
import { groupId } from './groups.ts';
import { DAY, HOUR, ago, guid } from './stable.ts';

/** The Defender connector's id is the appId of WindowsDefenderATP. It stopped answering nine days ago. */
export const mobileThreatDefenseConnectors = (): MobileThreatDefenseConnector[] => [
  {
    id: 'fc780465-2017-40d4-a0c5-307022471b92',
    lastHeartbeatDateTime: ago(9 * DAY + 3 * HOUR),
    partnerState: 'unresponsive',
    androidEnabled: false,
    iosEnabled: true,
    windowsEnabled: true,
    androidDeviceBlockedOnMissingPartnerData: false,
    iosDeviceBlockedOnMissingPartnerData: false,
    windowsDeviceBlockedOnMissingPartnerData: false,
    partnerUnresponsivenessThresholdInDays: 7,
    partnerUnsupportedOsVersionBlocked: false,
    allowPartnerToCollectIOSApplicationMetadata: false,
    allowPartnerToCollectIOSPersonalApplicationMetadata: false,
    androidMobileApplicationManagementEnabled: false,
    iosMobileApplicationManagementEnabled: false,
    microsoftDefenderForEndpointAttachEnabled: true,
  },
];

/** Beta only: settings catalog and endpoint security policies. */
export function configurationPolicies(): object[] {
  const policies = [
    [
      'Defender - Onboarding (EDR)',
      'endpointSecurityEndpointDetectionAndResponse',
      'Endpoint detection and response',
      3,
    ],
    ['Defender - Antivirus', 'endpointSecurityAntivirus', 'Microsoft Defender Antivirus', 18],
    [
      'Defender - Attack surface reduction',
      'endpointSecurityAttackSurfaceReduction',
      'Attack Surface Reduction Rules',
      12,
    ],
    ['Windows - Disk encryption', 'endpointSecurityDiskEncryption', 'BitLocker', 7],
    ['Windows - Firewall', 'endpointSecurityFirewall', 'Windows Firewall', 9],
  ] as const;
  return policies.map(([name, templateFamily, templateDisplayName, settingCount]) => ({
    id: guid('configuration policy', name),
    name,
    description: '',
    createdDateTime: ago(280 * DAY),
    lastModifiedDateTime: ago(60 * DAY),
    platforms: 'windows10',
    technologies: 'mdm,microsoftSense',
    roleScopeTagIds: ['0'],
    settingCount,
    isAssigned: true,
    templateReference: {
      templateId: `${guid('template', name)}_1`,
      templateFamily,
      templateDisplayName,
      templateDisplayVersion: 'Version 1',
    },
    assignments: [
      {
        id: `${guid('configuration policy', name)}_${groupId('all-employees')}`,
        target: {
          '@odata.type': '#microsoft.graph.groupAssignmentTarget',
          groupId: groupId('all-employees'),
        },
      },
    ],
  }));
}
