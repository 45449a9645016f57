/**
 * Graph v1.0 wire types of the Entra resources that are imitated here: facts of Microsoft's public v1.0 metadata (August 2026) in
 * the notation of ../model.ts.
 */
export const DIRECTORY_TYPES: Readonly<Record<string, string>> = {
  alternativeSecurityId: 'identityProvider key:bin type:int',
  appRole: 'allowedMemberTypes:[string] description displayName id:guid isEnabled:bool origin value',
  appRoleAssignment: `< directoryObject
    appRoleId:guid createdDateTime:date principalDisplayName principalId:guid principalType
    resourceDisplayName resourceId:guid`,
  applicationEnforcedRestrictionsSessionControl: '< conditionalAccessSessionControl',
  appliedConditionalAccessPolicy: `
    displayName enforcedGrantControls:[string] enforcedSessionControls:[string] id
    result:appliedConditionalAccessPolicyResult`,
  assignedLabel: 'displayName labelId',
  assignedLicense: 'disabledPlans:[guid] skuId:guid',
  assignedPlan: 'assignedDateTime:date capabilityStatus service servicePlanId:guid',
  authenticationAppDeviceDetails: 'appVersion clientApp deviceId operatingSystem',
  authenticationMethod: '< entity createdDateTime:date',
  authenticationStrengthPolicy: `< entity
    allowedCombinations:[authenticationMethodModes] createdDateTime:date description displayName
    modifiedDateTime:date policyType:authenticationStrengthPolicyType
    requirementsSatisfied:authenticationStrengthRequirements`,
  cloudAppSecuritySessionControl: `< conditionalAccessSessionControl
    cloudAppSecurityType:cloudAppSecuritySessionControlType`,
  conditionalAccessAllExternalTenants: '< conditionalAccessExternalTenants',
  conditionalAccessApplications: `
    applicationFilter:conditionalAccessFilter excludeApplications:[string] includeApplications:[string]
    includeAuthenticationContextClassReferences:[string] includeUserActions:[string]`,
  conditionalAccessAuthenticationFlows: 'transferMethods:conditionalAccessTransferMethods',
  conditionalAccessClientApplications: `
    excludeServicePrincipals:[string] includeServicePrincipals:[string]
    servicePrincipalFilter:conditionalAccessFilter`,
  conditionalAccessConditionSet: `
    applications:conditionalAccessApplications authenticationFlows:conditionalAccessAuthenticationFlows
    clientApplications:conditionalAccessClientApplications clientAppTypes:[conditionalAccessClientApp]
    devices:conditionalAccessDevices insiderRiskLevels:conditionalAccessInsiderRiskLevels
    locations:conditionalAccessLocations platforms:conditionalAccessPlatforms
    servicePrincipalRiskLevels:[riskLevel] signInRiskLevels:[riskLevel] userRiskLevels:[riskLevel]
    users:conditionalAccessUsers`,
  conditionalAccessDevices: 'deviceFilter:conditionalAccessFilter',
  conditionalAccessEnumeratedExternalTenants: '< conditionalAccessExternalTenants members:[string]',
  conditionalAccessExternalTenants: 'membershipKind:conditionalAccessExternalTenantsMembershipKind',
  conditionalAccessFilter: 'mode:filterMode rule',
  conditionalAccessGrantControls: `
    builtInControls:[conditionalAccessGrantControl] customAuthenticationFactors:[string] operator
    termsOfUse:[string] authenticationStrength:authenticationStrengthPolicy`,
  conditionalAccessGuestsOrExternalUsers: `
    externalTenants:conditionalAccessExternalTenants
    guestOrExternalUserTypes:conditionalAccessGuestOrExternalUserTypes`,
  conditionalAccessLocations: 'excludeLocations:[string] includeLocations:[string]',
  conditionalAccessPlatforms: `
    excludePlatforms:[conditionalAccessDevicePlatform]
    includePlatforms:[conditionalAccessDevicePlatform]`,
  conditionalAccessPolicy: `< policyDeletableItem
    conditions:conditionalAccessConditionSet createdDateTime:date description displayName
    grantControls:conditionalAccessGrantControls id modifiedDateTime:date
    sessionControls:conditionalAccessSessionControls state:conditionalAccessPolicyState templateId`,
  conditionalAccessSessionControl: 'isEnabled:bool',
  conditionalAccessSessionControls: `
    applicationEnforcedRestrictions:applicationEnforcedRestrictionsSessionControl
    cloudAppSecurity:cloudAppSecuritySessionControl disableResilienceDefaults:bool
    persistentBrowser:persistentBrowserSessionControl secureSignInSession:secureSignInSessionControl
    signInFrequency:signInFrequencySessionControl`,
  conditionalAccessUsers: `
    excludeGroups:[string] excludeGuestsOrExternalUsers:conditionalAccessGuestsOrExternalUsers
    excludeRoles:[string] excludeUsers:[string] includeGroups:[string]
    includeGuestsOrExternalUsers:conditionalAccessGuestsOrExternalUsers includeRoles:[string]
    includeUsers:[string]`,
  countryNamedLocation: `< namedLocation
    countriesAndRegions:[string] countryLookupMethod:countryLookupMethodType
    includeUnknownCountriesAndRegions:bool`,
  device: `< directoryObject
    accountEnabled:bool alternativeSecurityIds:[alternativeSecurityId]
    approximateLastSignInDateTime:date complianceExpirationDateTime:date deviceCategory deviceId
    deviceMetadata deviceOwnership deviceVersion:int displayName enrollmentProfileName enrollmentType
    isCompliant:bool isManaged:bool isManagementRestricted:bool isRooted:bool managementType
    manufacturer mdmAppId model onPremisesLastSyncDateTime:date onPremisesSecurityIdentifier
    onPremisesSyncEnabled:bool operatingSystem operatingSystemVersion physicalIds:[string] profileType
    registrationDateTime:date systemLabels:[string] trustType`,
  deviceDetail: 'browser deviceId displayName isCompliant:bool isManaged:bool operatingSystem trustType',
  directoryObject: '< entity deletedDateTime:date',
  directoryRole: '< directoryObject description displayName roleTemplateId',
  emailAuthenticationMethod: '< authenticationMethod emailAddress',
  entity: 'id',
  fido2AuthenticationMethod: `< authenticationMethod
    aaGuid attestationCertificates:[string] attestationLevel:attestationLevel displayName model
    passkeyType:passkeyType publicKeyCredential:webauthnPublicKeyCredential`,
  geoCoordinates: 'altitude:num latitude:num longitude:num',
  group: `< directoryObject
    accessType:groupAccessType allowExternalSenders:bool assignedLabels:[assignedLabel]
    assignedLicenses:[assignedLicense] autoSubscribeNewMembers:bool classification createdDateTime:date
    description displayName expirationDateTime:date groupTypes:[string] hasMembersWithLicenseErrors:bool
    hideFromAddressLists:bool hideFromOutlookClients:bool infoCatalogs:[string] isArchived:bool
    isAssignableToRole:bool isFavorite:bool isManagementRestricted:bool isSubscribedByMail:bool mail
    mailEnabled:bool mailNickname membershipRule membershipRuleProcessingState onPremisesDomainName
    onPremisesExtensionAttributes:onPremisesExtensionAttributes onPremisesLastSyncDateTime:date
    onPremisesNetBiosName onPremisesSamAccountName onPremisesSecurityIdentifier
    onPremisesSyncEnabled:bool organizationId preferredDataLocation preferredLanguage
    proxyAddresses:[string] renewedDateTime:date resourceBehaviorOptions:[string]
    resourceProvisioningOptions:[string] securityEnabled:bool securityIdentifier theme uniqueName
    unseenConversationsCount:int unseenCount:int unseenMessagesCount:int visibility
    welcomeMessageEnabled:bool`,
  iPv4CidrRange: '< ipRange cidrAddress',
  iPv6CidrRange: '< ipRange cidrAddress',
  identitySecurityDefaultsEnforcementPolicy: '< policyBase isEnabled:bool',
  ipNamedLocation: '< namedLocation ipRanges:[ipRange] isTrusted:bool',
  ipRange: '',
  licenseDetails: '< entity servicePlans:[servicePlanInfo] skuId:guid skuPartNumber',
  licenseUnitsDetail: 'enabled:int lockedOut:int suspended:int warning:int',
  microsoftAuthenticatorAuthenticationMethod: `< authenticationMethod
    deviceTag displayName phoneAppVersion`,
  namedLocation: '< policyDeletableItem createdDateTime:date displayName id modifiedDateTime:date',
  objectIdentity: 'issuer issuerAssignedId signInType',
  onPremisesExtensionAttributes: `
    extensionAttribute1 extensionAttribute10 extensionAttribute11 extensionAttribute12
    extensionAttribute13 extensionAttribute14 extensionAttribute15 extensionAttribute2
    extensionAttribute3 extensionAttribute4 extensionAttribute5 extensionAttribute6 extensionAttribute7
    extensionAttribute8 extensionAttribute9`,
  organization: `< directoryObject
    assignedPlans:[assignedPlan] businessPhones:[string] city country countryLetterCode
    createdDateTime:date defaultUsageLocation displayName marketingNotificationEmails:[string]
    mobileDeviceManagementAuthority:mdmAuthority onPremisesLastSyncDateTime:date
    onPremisesSyncEnabled:bool partnerTenantType:partnerTenantType postalCode preferredLanguage
    securityComplianceNotificationMails:[string] securityComplianceNotificationPhones:[string] state
    street technicalNotificationMails:[string] tenantType verifiedDomains:[verifiedDomain]`,
  passwordAuthenticationMethod: '< authenticationMethod password',
  permissionScope: `
    adminConsentDescription adminConsentDisplayName id:guid isEnabled:bool origin type
    userConsentDescription userConsentDisplayName value`,
  persistentBrowserSessionControl: '< conditionalAccessSessionControl mode:persistentBrowserSessionMode',
  phoneAuthenticationMethod: `< authenticationMethod
    phoneNumber phoneType:authenticationPhoneType smsSignInState:authenticationMethodSignInState`,
  platformCredentialAuthenticationMethod: `< authenticationMethod
    displayName keyStrength:authenticationMethodKeyStrength platform:authenticationMethodPlatform`,
  policyBase: '< directoryObject description displayName',
  policyDeletableItem: 'deletedDateTime:date',
  riskDetection: `< entity
    activity:activityType activityDateTime:date additionalInfo correlationId detectedDateTime:date
    detectionTimingType:riskDetectionTimingType ipAddress lastUpdatedDateTime:date
    location:signInLocation requestId riskDetail:riskDetail riskEventType riskLevel:riskLevel
    riskState:riskState source tokenIssuerType:tokenIssuerType userDisplayName userId userPrincipalName`,
  riskUserActivity: 'detail:riskDetail riskEventTypes:[string]',
  riskyUser: `< entity
    isDeleted:bool isProcessing:bool riskDetail:riskDetail riskLastUpdatedDateTime:date
    riskLevel:riskLevel riskState:riskState userDisplayName userPrincipalName`,
  riskyUserHistoryItem: '< riskyUser activity:riskUserActivity initiatedBy userId',
  secureSignInSessionControl: '< conditionalAccessSessionControl',
  servicePlanInfo: 'appliesTo provisioningStatus servicePlanId:guid servicePlanName',
  servicePrincipal: `< directoryObject
    accountEnabled:bool alternativeNames:[string] appDescription appDisplayName appId
    applicationTemplateId appOwnerOrganizationId:guid appRoleAssignmentRequired:bool appRoles:[appRole]
    createdByAppId description disabledByMicrosoftStatus displayName homepage isDisabled:bool loginUrl
    logoutUrl notes notificationEmailAddresses:[string] oauth2PermissionScopes:[permissionScope]
    preferredSingleSignOnMode preferredTokenSigningKeyThumbprint replyUrls:[string]
    servicePrincipalNames:[string] servicePrincipalType signInAudience tags:[string]
    tokenEncryptionKeyId:guid`,
  signIn: `< entity
    appDisplayName appId appliedConditionalAccessPolicies:[appliedConditionalAccessPolicy]
    authenticationAppDeviceDetails:authenticationAppDeviceDetails clientAppUsed
    conditionalAccessStatus:conditionalAccessStatus correlationId createdDateTime:date
    deviceDetail:deviceDetail homeTenantId ipAddress isInteractive:bool location:signInLocation
    resourceDisplayName resourceId resourceTenantId riskDetail:riskDetail riskEventTypes:[riskEventType]
    riskEventTypes_v2:[string] riskLevelAggregated:riskLevel riskLevelDuringSignIn:riskLevel
    riskState:riskState servicePrincipalId servicePrincipalName status:signInStatus userAgent
    userDisplayName userId userPrincipalName`,
  signInActivity: `
    lastNonInteractiveSignInDateTime:date lastNonInteractiveSignInRequestId lastSignInDateTime:date
    lastSignInRequestId lastSuccessfulSignInDateTime:date lastSuccessfulSignInRequestId`,
  signInFrequencySessionControl: `< conditionalAccessSessionControl
    authenticationType:signInFrequencyAuthenticationType frequencyInterval:signInFrequencyInterval
    type:signinFrequencyType value:int`,
  signInLocation: 'city countryOrRegion geoCoordinates:geoCoordinates state',
  signInStatus: 'additionalDetails errorCode:int failureReason',
  softwareOathAuthenticationMethod: '< authenticationMethod secretKey',
  subscribedSku: `< entity
    accountId accountName appliesTo capabilityStatus consumedUnits:int prepaidUnits:licenseUnitsDetail
    servicePlans:[servicePlanInfo] skuId:guid skuPartNumber subscriptionIds:[string]`,
  temporaryAccessPassAuthenticationMethod: `< authenticationMethod
    isUsable:bool isUsableOnce:bool lifetimeInMinutes:int methodUsabilityReason startDateTime:date
    temporaryAccessPass`,
  unifiedRoleAssignment: `< entity
    appScopeId condition directoryScopeId principalId principalOrganizationId roleDefinitionId`,
  unifiedRoleDefinition: `< entity
    description displayName isBuiltIn:bool isEnabled:bool resourceScopes:[string]
    rolePermissions:[unifiedRolePermission] templateId version`,
  unifiedRolePermission: 'allowedResourceActions:[string] condition excludedResourceActions:[string]',
  user: `< directoryObject
    accountEnabled:bool ageGroup assignedLicenses:[assignedLicense] assignedPlans:[assignedPlan]
    businessPhones:[string] city companyName consentProvidedForMinor country createdDateTime:date
    creationType department displayName employeeHireDate:date employeeId employeeLeaveDateTime:date
    employeeType externalUserState externalUserStateChangeDateTime:date faxNumber givenName
    identities:[objectIdentity] identityParentId imAddresses:[string] isManagementRestricted:bool
    isResourceAccount:bool jobTitle lastPasswordChangeDateTime:date legalAgeGroupClassification mail
    mailNickname mobilePhone officeLocation onPremisesDistinguishedName onPremisesDomainName
    onPremisesExtensionAttributes:onPremisesExtensionAttributes onPremisesImmutableId
    onPremisesLastSyncDateTime:date onPremisesSamAccountName onPremisesSecurityIdentifier
    onPremisesSyncEnabled:bool onPremisesUserPrincipalName otherMails:[string] passwordPolicies
    postalCode preferredDataLocation preferredLanguage proxyAddresses:[string] securityIdentifier
    showInAddressList:bool signInActivity:signInActivity signInSessionsValidFromDateTime:date state
    streetAddress surname usageLocation userPrincipalName userType`,
  verifiedDomain: 'capabilities isDefault:bool isInitial:bool name type',
  webauthnAuthenticationExtensionsClientOutputs: '',
  webauthnAuthenticatorAttestationResponse: 'attestationObject clientDataJSON',
  webauthnPublicKeyCredential: `
    clientExtensionResults:webauthnAuthenticationExtensionsClientOutputs id
    response:webauthnAuthenticatorAttestationResponse`,
  windowsHelloForBusinessAuthenticationMethod: `< authenticationMethod
    displayName keyStrength:authenticationMethodKeyStrength`,
};

export const DIRECTORY_ENUMS: Readonly<Record<string, string>> = {
  activityType: 'signin user unknownFutureValue servicePrincipal',
  appliedConditionalAccessPolicyResult: `
    success failure notApplied notEnabled unknown unknownFutureValue reportOnlySuccess reportOnlyFailure
    reportOnlyNotApplied reportOnlyInterrupted`,
  attestationLevel: 'attested notAttested unknownFutureValue',
  authenticationMethodKeyStrength: 'normal weak unknown',
  authenticationMethodModes: `*
    password voice hardwareOath softwareOath sms fido2 windowsHelloForBusiness
    microsoftAuthenticatorPush deviceBasedPush temporaryAccessPassOneTime temporaryAccessPassMultiUse
    email x509CertificateSingleFactor x509CertificateMultiFactor federatedSingleFactor
    federatedMultiFactor unknownFutureValue qrCodePin`,
  authenticationMethodPlatform: 'unknown windows macOS iOS android linux unknownFutureValue',
  authenticationMethodSignInState: `
    notSupported notAllowedByPolicy notEnabled phoneNumberNotUnique ready notConfigured
    unknownFutureValue`,
  authenticationPhoneType: 'mobile alternateMobile office unknownFutureValue',
  authenticationStrengthPolicyType: 'builtIn custom unknownFutureValue',
  authenticationStrengthRequirements: '* none mfa unknownFutureValue',
  cloudAppSecuritySessionControlType: 'mcasConfigured monitorOnly blockDownloads unknownFutureValue',
  conditionalAccessClientApp: `
    all browser mobileAppsAndDesktopClients exchangeActiveSync easSupported other unknownFutureValue`,
  conditionalAccessDevicePlatform: 'android iOS windows windowsPhone macOS all unknownFutureValue linux',
  conditionalAccessExternalTenantsMembershipKind: 'all enumerated unknownFutureValue',
  conditionalAccessGrantControl: `
    block mfa compliantDevice domainJoinedDevice approvedApplication compliantApplication passwordChange
    unknownFutureValue riskRemediation`,
  conditionalAccessGuestOrExternalUserTypes: `*
    none internalGuest b2bCollaborationGuest b2bCollaborationMember b2bDirectConnectUser
    otherExternalUser serviceProvider unknownFutureValue`,
  conditionalAccessInsiderRiskLevels: '* minor moderate elevated unknownFutureValue',
  conditionalAccessPolicyState: 'enabled disabled enabledForReportingButNotEnforced',
  conditionalAccessStatus: 'success failure notApplied unknownFutureValue',
  conditionalAccessTransferMethods: '* none deviceCodeFlow authenticationTransfer unknownFutureValue',
  countryLookupMethodType: 'clientIpAddress authenticatorAppGps unknownFutureValue',
  filterMode: 'include exclude',
  groupAccessType: 'none private secret public unknownFutureValue',
  mdmAuthority: 'unknown intune sccm office365',
  partnerTenantType: `
    microsoftSupport syndicatePartner breadthPartner breadthPartnerDelegatedAdmin
    resellerPartnerDelegatedAdmin valueAddedResellerPartnerDelegatedAdmin unknownFutureValue`,
  passkeyType: 'deviceBound synced unknownFutureValue',
  persistentBrowserSessionMode: 'always never',
  riskDetail: `
    none adminGeneratedTemporaryPassword userPerformedSecuredPasswordChange
    userPerformedSecuredPasswordReset adminConfirmedSigninSafe aiConfirmedSigninSafe
    userPassedMFADrivenByRiskBasedPolicy adminDismissedAllRiskForUser adminConfirmedSigninCompromised
    hidden adminConfirmedUserCompromised unknownFutureValue m365DAdminDismissedDetection
    adminConfirmedServicePrincipalCompromised adminDismissedAllRiskForServicePrincipal
    userChangedPasswordOnPremises adminDismissedRiskForSignIn adminConfirmedAccountSafe
    microsoftRevokedSessions`,
  riskDetectionTimingType: 'notDefined realtime nearRealtime offline unknownFutureValue',
  riskEventType: `
    unlikelyTravel anonymizedIPAddress maliciousIPAddress unfamiliarFeatures malwareInfectedIPAddress
    suspiciousIPAddress leakedCredentials investigationsThreatIntelligence generic
    adminConfirmedUserCompromised mcasImpossibleTravel mcasSuspiciousInboxManipulationRules
    investigationsThreatIntelligenceSigninLinked maliciousIPAddressValidCredentialsBlockedIP
    unknownFutureValue`,
  riskLevel: 'low medium high hidden none unknownFutureValue',
  riskState: 'none confirmedSafe remediated dismissed atRisk confirmedCompromised unknownFutureValue',
  signInFrequencyAuthenticationType: `
    primaryAndSecondaryAuthentication secondaryAuthentication unknownFutureValue`,
  signInFrequencyInterval: 'timeBased everyTime unknownFutureValue',
  signinFrequencyType: 'days hours',
  tokenIssuerType: `
    AzureAD ADFederationServices UnknownFutureValue AzureADBackupAuth ADFederationServicesMFAAdapter
    NPSExtension`,
};
