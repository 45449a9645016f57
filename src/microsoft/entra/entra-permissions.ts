/** Application permissions, any one of which opens a read; the least first (reference sheet entra-api, section 2). */
export const READ_USERS = ['User.Read.All', 'Directory.Read.All'];
export const READ_GROUPS = ['GroupMember.Read.All', 'Group.Read.All', 'Directory.Read.All'];
export const READ_MEMBERSHIPS = ['Directory.Read.All'];
export const READ_DEVICES = ['Device.Read.All', 'Directory.Read.All'];
export const READ_DEVICE_OWNERS = ['Directory.Read.All'];
export const READ_ROLES = ['RoleManagement.Read.Directory', 'Directory.Read.All'];
export const READ_ORGANIZATION = ['Organization.Read.All', 'Directory.Read.All'];
export const READ_SIGN_INS = ['AuditLog.Read.All'];
export const READ_RISKY_USERS = ['IdentityRiskyUser.Read.All', 'IdentityRiskyUser.ReadWrite.All'];
/** Orders. What the sheet says of administrators as targets: directory-orders.ts. */
export const REVOKE_SESSIONS = ['User.RevokeSessions.All'];
export const ENABLE_USERS = ['User.EnableDisableAccount.All'];
/** UNCONFIRMED: the sheet names none for `PATCH /devices/{id}`. */
export const ENABLE_DEVICES = ['Device.ReadWrite.All'];
export const JUDGE_RISK = ['IdentityRiskyUser.ReadWrite.All'];
/** The least that makes passes; it touches no other method of authentication. */
export const MAKE_PASSES = ['UserAuthMethod-TAP.ReadWrite.All', 'UserAuthenticationMethod.ReadWrite.All'];
export const READ_POLICIES = ['Policy.Read.All', 'Policy.Read.ConditionalAccess'];
export const READ_WHAT_IF = ['Policy.Read.ConditionalAccess', 'Policy.Read.All'];
