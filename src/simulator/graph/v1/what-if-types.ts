/** Wire types of What If: facts of Microsoft's public v1.0 metadata (August 2026) in the notation of ../model.ts. */
export const WHAT_IF_TYPES: Readonly<Record<string, string>> = {
  applicationContext: '< signInContext includeApplications:[string]',
  authContext: '< signInContext authenticationContextValue',
  authenticationFlow: 'transferMethod:conditionalAccessTransferMethods',
  deviceInfo: `
    deviceId displayName enrollmentProfileName extensionAttribute1 extensionAttribute10 extensionAttribute11
    extensionAttribute12 extensionAttribute13 extensionAttribute14 extensionAttribute15 extensionAttribute2
    extensionAttribute3 extensionAttribute4 extensionAttribute5 extensionAttribute6 extensionAttribute7
    extensionAttribute8 extensionAttribute9 isCompliant:bool manufacturer mdmAppId model operatingSystem
    operatingSystemVersion ownership physicalIds:[string] profileType systemLabels:[string] trustType`,
  servicePrincipalSignIn: '< signInIdentity servicePrincipalId',
  signInConditions: `
    authenticationFlow:authenticationFlow clientAppType:conditionalAccessClientApp country
    deviceInfo:deviceInfo devicePlatform:conditionalAccessDevicePlatform insiderRiskLevel:insiderRiskLevel
    ipAddress servicePrincipalRiskLevel:riskLevel signInRiskLevel:riskLevel userRiskLevel:riskLevel`,
  signInContext: '',
  signInIdentity: '',
  userActionContext: '< signInContext userAction:userAction',
  userSignIn: `< signInIdentity
    externalTenantId externalUserType:conditionalAccessGuestOrExternalUserTypes userId`,
  whatIfAnalysisResult: `< conditionalAccessPolicy
    analysisReasons:whatIfAnalysisReasons policyApplies:bool`,
};

export const WHAT_IF_ENUMS: Readonly<Record<string, string>> = {
  insiderRiskLevel: 'none minor moderate elevated unknownFutureValue',
  userAction: 'registerSecurityInformation registerOrJoinDevices unknownFutureValue',
  whatIfAnalysisReasons: `*
    notSet notEnoughInformation invalidCondition users workloadIdentities application userActions
    authenticationContext devicePlatform devices clientApps location signInRisk emptyPolicy invalidPolicy
    policyNotEnabled userRisk time insiderRisk authenticationFlow unknownFutureValue`,
};
