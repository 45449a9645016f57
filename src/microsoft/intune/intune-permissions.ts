/** Application permissions, any one of which opens a read (reference sheet intune-api, section 1). */
export const READ_MANAGED_DEVICES = [
  'DeviceManagementManagedDevices.Read.All',
  'DeviceManagementManagedDevices.ReadWrite.All',
];
export const READ_CONNECTORS = ['DeviceManagementServiceConfig.Read.All'];
export const READ_CONFIGURATION = ['DeviceManagementConfiguration.Read.All'];
