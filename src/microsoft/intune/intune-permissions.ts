/** Application permissions, any one of which opens a read (reference sheet intune-api, section 1). */
export const READ_MANAGED_DEVICES = [
  'DeviceManagementManagedDevices.Read.All',
  'DeviceManagementManagedDevices.ReadWrite.All',
];
export const READ_CONNECTORS = ['DeviceManagementServiceConfig.Read.All'];
export const READ_CONFIGURATION = ['DeviceManagementConfiguration.Read.All'];
/** Remote actions (section 5). */
export const ORDER_MANAGED_DEVICES = ['DeviceManagementManagedDevices.PrivilegedOperations.All'];
export const WRITE_MANAGED_DEVICES = ['DeviceManagementManagedDevices.ReadWrite.All'];
export const WIPE_MANAGED_DEVICES = [...ORDER_MANAGED_DEVICES, ...WRITE_MANAGED_DEVICES];
