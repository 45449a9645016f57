/** Application roles that open the directory's addresses, least privilege first (Graph permission reference). */
export const READ_USERS = [
  'User.Read.All',
  'User.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
];
export const READ_GROUPS = [
  'GroupMember.Read.All',
  'Group.Read.All',
  'Group.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
];
export const READ_DEVICES = [
  'Device.Read.All',
  'Device.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
];
export const READ_DIRECTORY = ['Directory.Read.All', 'Directory.ReadWrite.All'];
/** The narrower pair is UNCONFIRMED. */
export const READ_MEMBERSHIPS = [...READ_DIRECTORY, 'GroupMember.Read.All + User.Read.All'];
export const READ_POLICIES = ['Policy.Read.All', 'Policy.ReadWrite.ConditionalAccess'];
export const READ_CONDITIONAL_ACCESS = [...READ_POLICIES, 'Policy.Read.ConditionalAccess'];
