/** Tables of advanced hunting and their columns, `name:type`; a column without a type is a string. */
import type { Column, ColumnType } from './kql-values.ts';

const INITIATING = (names: string) =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => `InitiatingProcess${name}`)
    .join(' ');

const HEAD = 'Timestamp:datetime DeviceId DeviceName ActionType';
const TAIL = 'ReportId:long AppGuardContainerId AdditionalFields';
const FILE = 'FileName FolderPath SHA1 SHA256 MD5 FileSize:long';
const SESSION = `InitiatingProcessSessionId:long IsInitiatingProcessRemoteSession:bool
  InitiatingProcessRemoteSessionDeviceName InitiatingProcessRemoteSessionIP`;
const PROCESS_WITHOUT_LEVEL = `${INITIATING(`SHA1 SHA256 MD5 FileName FileSize:long VersionInfoCompanyName
  VersionInfoProductName VersionInfoProductVersion VersionInfoInternalFileName VersionInfoOriginalFileName
  VersionInfoFileDescription Id:long CommandLine CreationTime:datetime FolderPath ParentId:long ParentFileName
  ParentCreationTime:datetime AccountDomain AccountName AccountSid AccountUpn AccountObjectId`)} ${SESSION}`;
const PROCESS = `${PROCESS_WITHOUT_LEVEL} ${INITIATING('IntegrityLevel TokenElevation')}`;

/** Sign-ins of the older name and the newer. */
const SIGN_IN = `Timestamp:datetime Application ApplicationId LogonType ErrorCode:int CorrelationId SessionId
  AccountDisplayName AccountObjectId AccountUpn IsExternalUser:int IsGuestUser:bool AlternateSignInName
  LastPasswordChangeTimestamp:datetime ResourceDisplayName ResourceId ResourceTenantId DeviceName EntraIdDeviceId
  OSPlatform DeviceTrustType IsManaged:int IsCompliant:int AuthenticationProcessingDetails AuthenticationRequirement
  TokenIssuerType:int RiskLevelAggregated:int RiskDetails:int RiskState:int UserAgent ClientAppUsed Browser
  ConditionalAccessPolicies ConditionalAccessStatus:int IPAddress Country State City Latitude Longitude
  NetworkLocationDetails RequestId ReportId EndpointCall`;

const NOTATION: Readonly<Record<string, string>> = {
  DeviceInfo: `Timestamp:datetime DeviceId DeviceName ClientVersion PublicIP OSArchitecture OSPlatform OSBuild:long
    IsAzureADJoined:bool JoinType AadDeviceId LoggedOnUsers RegistryDeviceTag OSVersion MachineGroup ReportId:long
    OnboardingStatus AdditionalFields DeviceCategory DeviceType DeviceSubtype Model Vendor OSDistribution OSVersionInfo
    MergedDeviceIds MergedToDeviceId IsInternetFacing:bool SensorHealthState IsExcluded:bool ExclusionReason
    ExposureLevel AssetValue DeviceManualTags DeviceDynamicTags ConnectivityType HostDeviceId`,
  DeviceProcessEvents: `${HEAD} ${FILE} ProcessVersionInfoCompanyName ProcessVersionInfoProductName
    ProcessVersionInfoProductVersion ProcessVersionInfoInternalFileName ProcessVersionInfoOriginalFileName
    ProcessVersionInfoFileDescription ProcessId:long ProcessCommandLine ProcessIntegrityLevel ProcessTokenElevation
    ProcessCreationTime:datetime AccountDomain AccountName AccountSid AccountUpn AccountObjectId LogonId:long ${PROCESS}
    InitiatingProcessLogonId:long InitiatingProcessSignerType InitiatingProcessSignatureStatus ${TAIL}`,
  DeviceNetworkEvents: `${HEAD} RemoteIP RemotePort:int RemoteUrl LocalIP LocalPort:int Protocol LocalIPType
    RemoteIPType ${PROCESS} ${TAIL}`,
  DeviceFileEvents: `${HEAD} ${FILE} FileOriginUrl FileOriginReferrerUrl FileOriginIP PreviousFolderPath
    PreviousFileName RequestProtocol RequestSourceIP RequestSourcePort:int RequestAccountName RequestAccountDomain
    RequestAccountSid ShareName SensitivityLabel SensitivitySubLabel IsAzureInfoProtectionApplied:bool ${PROCESS} ${TAIL}`,
  DeviceRegistryEvents: `${HEAD} RegistryKey RegistryValueType RegistryValueName RegistryValueData PreviousRegistryKey
    PreviousRegistryValueName PreviousRegistryValueData ${PROCESS} ReportId:long AppGuardContainerId`,
  DeviceLogonEvents: `${HEAD} LogonType AccountDomain AccountName AccountSid Protocol FailureReason IsLocalAdmin:bool
    LogonId:long RemoteDeviceName RemoteIP RemoteIPType RemotePort:int ${PROCESS} ${TAIL}`,
  DeviceImageLoadEvents: `${HEAD} ${FILE} ${PROCESS} ReportId:long AppGuardContainerId`,
  DeviceEvents: `${HEAD} ${FILE} AccountDomain AccountName AccountSid RemoteUrl RemoteDeviceName ProcessId:long
    ProcessCommandLine ProcessCreationTime:datetime ProcessTokenElevation LogonId:long RegistryKey RegistryValueName
    RegistryValueData RemoteIP RemotePort:int LocalIP LocalPort:int FileOriginUrl FileOriginIP ${PROCESS_WITHOUT_LEVEL}
    InitiatingProcessLogonId:long CreatedProcessSessionId:long IsProcessRemoteSession:bool
    ProcessRemoteSessionDeviceName ProcessRemoteSessionIP ${TAIL}`,
  AlertInfo:
    'Timestamp:datetime AlertId Title Category Severity ServiceSource DetectionSource AttackTechniques',
  AlertEvidence: `Timestamp:datetime AlertId Title Categories AttackTechniques ServiceSource DetectionSource EntityType
    EvidenceRole EvidenceDirection FileName FolderPath SHA1 SHA256 FileSize:long ThreatFamily RemoteIP RemoteUrl
    AccountName AccountDomain AccountSid AccountObjectId AccountUpn DeviceId DeviceName LocalIP NetworkMessageId
    EmailSubject Application ApplicationId:int OAuthApplicationId ProcessCommandLine RegistryKey RegistryValueName
    RegistryValueData AdditionalFields Severity CloudResource CloudPlatform ResourceType ResourceID SubscriptionId`,
  EmailEvents: `Timestamp:datetime NetworkMessageId InternetMessageId SenderMailFromAddress SenderFromAddress
    SenderDisplayName SenderObjectId SenderMailFromDomain SenderFromDomain SenderIPv4 SenderIPv6 RecipientEmailAddress
    RecipientObjectId Subject EmailClusterId:long EmailDirection DeliveryAction DeliveryLocation ThreatTypes ThreatNames
    DetectionMethods ConfidenceLevel BulkComplaintLevel:int EmailAction EmailActionPolicy EmailActionPolicyGuid
    AuthenticationDetails AttachmentCount:int UrlCount:int EmailLanguage Connectors OrgLevelAction OrgLevelPolicy
    UserLevelAction UserLevelPolicy ReportId AdditionalFields LatestDeliveryLocation LatestDeliveryAction`,
  EmailUrlInfo: 'Timestamp:datetime NetworkMessageId Url UrlDomain UrlLocation ReportId',
  CloudAppEvents: `Timestamp:datetime ActionType Application ApplicationId:int AppInstanceId:int AccountObjectId
    AccountId AccountDisplayName IsAdminOperation:bool DeviceType OSPlatform IPAddress IsAnonymousProxy:bool CountryCode
    City Isp UserAgent ActivityType ActivityObjects:dynamic ObjectName ObjectType ObjectId ReportId AccountType
    IsExternalUser:bool IsImpersonated:bool IPTags IPCategory UserAgentTags RawEventData:dynamic
    AdditionalFields:dynamic LastSeenForUser UncommonForUser AuditSource SessionData OAuthAppId`,
  IdentityLogonEvents: `Timestamp:datetime ActionType Application LogonType Protocol FailureReason AccountName
    AccountDomain AccountUpn AccountSid AccountObjectId AccountDisplayName DeviceName DeviceType OSPlatform IPAddress
    Port:int DestinationDeviceName DestinationIPAddress DestinationPort:int TargetDeviceName TargetAccountDisplayName
    Location Isp ReportId AdditionalFields:dynamic`,
  EntraIdSignInEvents: `${SIGN_IN} IsThroughGlobalSecureAccess:bool UniqueTokenId`,
  AADSignInEventsBeta: `${SIGN_IN} AadDeviceId`,
  DeviceTvmSoftwareVulnerabilities: `DeviceId DeviceName OSPlatform OSVersion OSArchitecture SoftwareVendor
    SoftwareName SoftwareVersion CveId VulnerabilitySeverityLevel RecommendedSecurityUpdate RecommendedSecurityUpdateId
    CveTags:dynamic`,
  DeviceTvmSoftwareInventory: `DeviceId DeviceName OSPlatform OSVersion OSArchitecture SoftwareVendor SoftwareName
    SoftwareVersion EndOfSupportStatus EndOfSupportDate ProductCodeCpe`,
  DeviceTvmSecureConfigurationAssessment: `DeviceId DeviceName OSPlatform Timestamp:datetime ConfigurationId
    ConfigurationCategory ConfigurationSubcategory ConfigurationImpact:real IsCompliant:bool IsApplicable:bool
    Context:dynamic IsExpectedUserImpact:bool`,
};

/** The columns of a table; undefined for a name that is none. */
export function huntingTable(name: string): readonly Column[] | undefined {
  const notation = Object.hasOwn(NOTATION, name) ? NOTATION[name] : undefined;
  return notation
    ?.trim()
    .split(/\s+/)
    .map((word) => {
      const [column = '', type = 'string'] = word.split(':');
      return { name: column, type: type as ColumnType };
    });
}
