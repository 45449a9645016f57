/**
 * Graph v1.0 wire types of the Defender XDR resources that are imitated here: facts of Microsoft's public v1.0 metadata (August 2026) in
 * the notation of ../model.ts.
 */
export const SECURITY_TYPES: Readonly<Record<string, string>> = {
  'security.activeDirectoryDomainEvidence': `< security.alertEvidence
    activeDirectoryDomainName trustedDomains:[security.activeDirectoryDomainEvidence]`,
  'security.aiAgentEvidence': `< security.alertEvidence
    agentId agentName hostingPlatformType:security.aiAgentPlatform instructions`,
  'security.alert': `< entity
    actorDisplayName additionalData:security.dictionary alertPolicyId alertWebUrl assignedTo
    categories:[string] category classification:security.alertClassification
    comments:[security.alertComment] createdDateTime:date customDetails:security.dictionary description
    detectionSource:security.detectionSource detectorId determination:security.alertDetermination
    evidence:[security.alertEvidence] firstActivityDateTime:date incidentId incidentWebUrl
    investigationState:security.investigationState lastActivityDateTime:date lastUpdateDateTime:date
    mitreTechniques:[string] productName providerAlertId recommendedActions resolvedDateTime:date
    serviceSource:security.serviceSource severity:security.alertSeverity status:security.alertStatus
    systemTags:[string] tenantId threatDisplayName threatFamilyName title`,
  'security.alertComment': 'comment createdByDisplayName createdDateTime:date',
  'security.alertEvidence': `
    createdDateTime:date detailedRoles:[string] remediationStatus:security.evidenceRemediationStatus
    remediationStatusDetails roles:[security.evidenceRole] tags:[string]
    verdict:security.evidenceVerdict`,
  'security.amazonResourceEvidence': `< security.alertEvidence
    amazonAccountId amazonResourceId resourceName resourceType`,
  'security.analyzedMessageEvidence': `< security.alertEvidence
    antiSpamDirection attachmentsCount:int deliveryAction deliveryLocation internetMessageId language
    networkMessageId p1Sender:security.emailSender p2Sender:security.emailSender receivedDateTime:date
    recipientEmailAddress senderIp subject threatDetectionMethods:[string] threats:[string] urlCount:int
    urls:[string] urn`,
  'security.azureResourceEvidence': '< security.alertEvidence resourceId resourceName resourceType',
  'security.blobContainerEvidence': `< security.alertEvidence
    name storageResource:security.azureResourceEvidence url`,
  'security.blobEvidence': `< security.alertEvidence
    blobContainer:security.blobContainerEvidence etag fileHashes:[security.fileHash] name url`,
  'security.cloudApplicationEvidence': `< security.alertEvidence
    appId:int displayName instanceId:int instanceName saasAppId:int stream:security.stream`,
  'security.cloudLogonRequestEvidence': '< security.alertEvidence requestId',
  'security.cloudLogonSessionEvidence': `< security.alertEvidence
    account:security.userEvidence browser deviceName operatingSystem previousLogonDateTime:date protocol
    sessionId startUtcDateTime:date userAgent`,
  'security.containerEvidence': `< security.alertEvidence
    args:[string] command:[string] containerId image:security.containerImageEvidence isPrivileged:bool
    name pod:security.kubernetesPodEvidence`,
  'security.containerImageEvidence': `< security.alertEvidence
    digestImage:security.containerImageEvidence imageId registry:security.containerRegistryEvidence`,
  'security.containerRegistryEvidence': '< security.alertEvidence registry',
  'security.deviceEvidence': `< security.alertEvidence
    azureAdDeviceId defenderAvStatus:security.defenderAvStatus deviceDnsName dnsDomain
    firstSeenDateTime:date healthStatus:security.deviceHealthStatus hostName ipInterfaces:[string]
    lastExternalIpAddress lastIpAddress loggedOnUsers:[security.loggedOnUser] mdeDeviceId ntDomain
    onboardingStatus:security.onboardingStatus osBuild:int osPlatform rbacGroupId:int rbacGroupName
    resourceAccessEvents:[security.resourceAccessEvent] riskScore:security.deviceRiskScore version
    vmMetadata:security.vmMetadata`,
  'security.dictionary': '',
  'security.dnsEvidence': `< security.alertEvidence
    dnsServerIp:security.ipEvidence domainName hostIpAddress:security.ipEvidence
    ipAddresses:[security.ipEvidence]`,
  'security.emailSender': 'displayName domainName emailAddress',
  'security.fileDetails': `
    fileName filePath filePublisher fileSize:int issuer md5 sha1 sha256 sha256Ac signer`,
  'security.fileEvidence': `< security.alertEvidence
    detectionStatus:security.detectionStatus fileDetails:security.fileDetails mdeDeviceId`,
  'security.fileHash': 'algorithm:security.fileHashAlgorithm value',
  'security.fileHashEvidence': '< security.alertEvidence algorithm:security.fileHashAlgorithm value',
  'security.geoLocation': 'city countryName latitude:num longitude:num state',
  'security.gitHubOrganizationEvidence': `< security.alertEvidence
    company displayName email login orgId webUrl`,
  'security.gitHubRepoEvidence': '< security.alertEvidence baseUrl login owner ownerType repoId',
  'security.gitHubUserEvidence': '< security.alertEvidence email login name userId webUrl',
  'security.googleCloudResourceEvidence': `< security.alertEvidence
    fullResourceName location locationType:security.googleCloudLocationType projectId projectNumber:int
    resourceName resourceType`,
  'security.hostLogonSessionEvidence': `< security.alertEvidence
    account:security.userEvidence endUtcDateTime:date host:security.deviceEvidence sessionId
    startUtcDateTime:date`,
  'security.incident': `< entity
    assignedTo classification:security.alertClassification comments:[security.alertComment]
    createdDateTime:date customTags:[string] description determination:security.alertDetermination
    displayName incidentWebUrl lastModifiedBy lastUpdateDateTime:date priorityScore:int
    redirectIncidentId resolvingComment severity:security.alertSeverity status:security.incidentStatus
    summary systemTags:[string] tenantId`,
  'security.ioTDeviceEvidence': `< security.alertEvidence
    deviceId deviceName devicePageLink deviceSubType deviceType
    importance:security.ioTDeviceImportanceType ioTHub:security.azureResourceEvidence ioTSecurityAgentId
    ipAddress:security.ipEvidence isAuthorized:bool isProgramming:bool isScanner:bool macAddress
    manufacturer model nics:[security.nicEvidence] operatingSystem owners:[string] protocols:[string]
    purdueLayer sensor serialNumber site source sourceRef:security.urlEvidence zone`,
  'security.ipEvidence': `< security.alertEvidence
    countryLetterCode ipAddress location:security.geoLocation stream:security.stream`,
  'security.kubernetesClusterEvidence': `< security.alertEvidence
    cloudResource:security.alertEvidence distribution name platform:security.kubernetesPlatform version`,
  'security.kubernetesControllerEvidence': `< security.alertEvidence
    labels:security.dictionary name namespace:security.kubernetesNamespaceEvidence type`,
  'security.kubernetesNamespaceEvidence': `< security.alertEvidence
    cluster:security.kubernetesClusterEvidence labels:security.dictionary name`,
  'security.kubernetesPodEvidence': `< security.alertEvidence
    containers:[security.containerEvidence] controller:security.kubernetesControllerEvidence
    ephemeralContainers:[security.containerEvidence] initContainers:[security.containerEvidence]
    labels:security.dictionary name namespace:security.kubernetesNamespaceEvidence
    podIp:security.ipEvidence serviceAccount:security.kubernetesServiceAccountEvidence`,
  'security.kubernetesSecretEvidence': `< security.alertEvidence
    name namespace:security.kubernetesNamespaceEvidence secretType`,
  'security.kubernetesServiceAccountEvidence': `< security.alertEvidence
    name namespace:security.kubernetesNamespaceEvidence`,
  'security.kubernetesServiceEvidence': `< security.alertEvidence
    clusterIP:security.ipEvidence externalIPs:[security.ipEvidence] labels:security.dictionary name
    namespace:security.kubernetesNamespaceEvidence selector:security.dictionary
    servicePorts:[security.kubernetesServicePort] serviceType:security.kubernetesServiceType`,
  'security.kubernetesServicePort': `
    appProtocol name nodePort:int port:int protocol:security.containerPortProtocol targetPort`,
  'security.loggedOnUser': 'accountName domainName',
  'security.mailClusterEvidence': `< security.alertEvidence
    clusterBy clusterByValue emailCount:int networkMessageIds:[string] query urn`,
  'security.mailboxConfigurationEvidence': `< security.alertEvidence
    configurationId configurationType:security.mailboxConfigurationType displayName
    externalDirectoryObjectId:guid mailboxPrimaryAddress upn`,
  'security.mailboxEvidence': `< security.alertEvidence
    displayName primaryAddress upn userAccount:security.userAccount`,
  'security.malwareEvidence': `< security.alertEvidence
    category files:[security.fileEvidence] name processes:[security.processEvidence]`,
  'security.networkConnectionEvidence': `< security.alertEvidence
    destinationAddress:security.ipEvidence destinationPort:int protocol:security.protocolType
    sourceAddress:security.ipEvidence sourcePort:int`,
  'security.nicEvidence': `< security.alertEvidence
    ipAddress:security.ipEvidence macAddress vlans:[string]`,
  'security.oauthApplicationEvidence': '< security.alertEvidence appId displayName objectId publisher',
  'security.processEvidence': `< security.alertEvidence
    detectionStatus:security.detectionStatus imageFile:security.fileDetails mdeDeviceId
    parentProcessCreationDateTime:date parentProcessId:int parentProcessImageFile:security.fileDetails
    processCommandLine processCreationDateTime:date processId:int userAccount:security.userAccount`,
  'security.registryKeyEvidence': '< security.alertEvidence registryHive registryKey',
  'security.registryValueEvidence': `< security.alertEvidence
    mdeDeviceId registryHive registryKey registryValue registryValueName registryValueType`,
  'security.resourceAccessEvent': 'accessDateTime:date accountId ipAddress resourceIdentifier',
  'security.sasTokenEvidence': `< security.alertEvidence
    allowedIpAddresses allowedResourceTypes:[string] allowedServices:[string] expiryDateTime:date
    permissions:[string] protocol signatureHash signedWith startDateTime:date
    storageResource:security.azureResourceEvidence`,
  'security.securityGroupEvidence': `< security.alertEvidence
    activeDirectoryObjectGuid:guid displayName distinguishedName friendlyName securityGroupId sid`,
  'security.servicePrincipalEvidence': `< security.alertEvidence
    appId appOwnerTenantId servicePrincipalName servicePrincipalObjectId
    servicePrincipalType:security.servicePrincipalType tenantId`,
  'security.stream': 'name',
  'security.submissionMailEvidence': `< security.alertEvidence
    networkMessageId recipient reportType sender senderIp subject submissionDateTime:date submissionId
    submitter`,
  'security.teamsMessageEvidence': `< security.alertEvidence
    campaignId channelId deliveryAction:security.teamsMessageDeliveryAction
    deliveryLocation:security.teamsDeliveryLocation files:[security.fileEvidence] groupId
    isExternal:bool isOwned:bool lastModifiedDateTime:date
    messageDirection:security.antispamTeamsDirection messageId owningTenantId:guid parentMessageId
    receivedDateTime:date recipients:[string] senderFromAddress senderIP sourceAppName sourceId subject
    suspiciousRecipients:[string] threadId threadType urls:[security.urlEvidence]`,
  'security.urlEvidence': '< security.alertEvidence url',
  'security.userAccount': `
    accountName activeDirectoryObjectGuid:guid azureAdUserId displayName domainName
    resourceAccessEvents:[security.resourceAccessEvent] tenantId userPrincipalName userSid`,
  'security.userEvidence': `< security.alertEvidence
    stream:security.stream userAccount:security.userAccount`,
  'security.vmMetadata': 'cloudProvider:security.vmCloudProvider resourceId subscriptionId vmId',
};

export const SECURITY_ENUMS: Readonly<Record<string, string>> = {
  'security.aiAgentPlatform': 'unknown azureAIFoundry copilotStudio copilot unknownFutureValue',
  'security.alertClassification': `
    unknown falsePositive truePositive informationalExpectedActivity unknownFutureValue`,
  'security.alertDetermination': `
    unknown apt malware securityPersonnel securityTesting unwantedSoftware other multiStagedAttack
    compromisedAccount phishing maliciousUserActivity notMalicious notEnoughDataToValidate
    confirmedActivity lineOfBusinessApplication unknownFutureValue`,
  'security.alertSeverity': 'unknown informational low medium high unknownFutureValue',
  'security.alertStatus': 'unknown new inProgress resolved unknownFutureValue',
  'security.antispamTeamsDirection': 'unknown inbound outbound intraorg unknownFutureValue',
  'security.containerPortProtocol': 'udp tcp sctp unknownFutureValue',
  'security.defenderAvStatus': `
    notReporting disabled notUpdated updated unknown notSupported unknownFutureValue`,
  'security.detectionSource': `
    unknown microsoftDefenderForEndpoint antivirus smartScreen customTi microsoftDefenderForOffice365
    automatedInvestigation microsoftThreatExperts customDetection microsoftDefenderForIdentity
    cloudAppSecurity microsoft365Defender azureAdIdentityProtection manual microsoftDataLossPrevention
    appGovernancePolicy appGovernanceDetection unknownFutureValue microsoftDefenderForCloud
    microsoftDefenderForIoT microsoftDefenderForServers microsoftDefenderForStorage
    microsoftDefenderForDNS microsoftDefenderForDatabases microsoftDefenderForContainers
    microsoftDefenderForNetwork microsoftDefenderForAppService microsoftDefenderForKeyVault
    microsoftDefenderForResourceManager microsoftDefenderForApiManagement nrtAlerts scheduledAlerts
    microsoftDefenderThreatIntelligenceAnalytics builtInMl microsoftInsiderRiskManagement
    microsoftThreatIntelligence microsoftDefenderForAIServices securityCopilot microsoftSentinel`,
  'security.detectionStatus': 'detected blocked prevented unknownFutureValue',
  'security.deviceHealthStatus': `
    active inactive impairedCommunication noSensorData noSensorDataImpairedCommunication unknown
    unknownFutureValue`,
  'security.deviceRiskScore': 'none informational low medium high unknownFutureValue',
  'security.evidenceRemediationStatus': `
    none remediated prevented blocked notFound unknownFutureValue active pendingApproval declined
    unremediated running partiallyRemediated`,
  'security.evidenceRole': `
    unknown contextual scanned source destination created added compromised edited attacked attacker
    commandAndControl loaded suspicious policyViolator unknownFutureValue`,
  'security.evidenceVerdict': 'unknown suspicious malicious noThreatsFound unknownFutureValue',
  'security.fileHashAlgorithm': 'unknown md5 sha1 sha256 sha256ac unknownFutureValue',
  'security.googleCloudLocationType': 'unknown regional zonal global unknownFutureValue',
  'security.incidentStatus': 'active resolved inProgress redirected unknownFutureValue awaitingAction',
  'security.investigationState': `
    unknown terminated successfullyRemediated benign failed partiallyRemediated running pendingApproval
    pendingResource queued innerFailure preexistingAlert unsupportedOs unsupportedAlertType
    suppressedAlert partiallyInvestigated terminatedByUser terminatedBySystem unknownFutureValue`,
  'security.ioTDeviceImportanceType': 'unknown low normal high unknownFutureValue',
  'security.kubernetesPlatform': 'unknown aks eks gke arc unknownFutureValue',
  'security.kubernetesServiceType': `
    unknown clusterIP externalName nodePort loadBalancer unknownFutureValue`,
  'security.mailboxConfigurationType': `
    mailForwardingRule owaSettings ewsSettings mailDelegation userInboxRule unknownFutureValue`,
  'security.onboardingStatus': 'insufficientInfo onboarded canBeOnboarded unsupported unknownFutureValue',
  'security.protocolType': 'tcp udp unknownFutureValue',
  'security.servicePrincipalType': 'unknown application managedIdentity legacy unknownFutureValue',
  'security.serviceSource': `
    unknown microsoftDefenderForEndpoint microsoftDefenderForIdentity microsoftDefenderForCloudApps
    microsoftDefenderForOffice365 microsoft365Defender azureAdIdentityProtection microsoftAppGovernance
    dataLossPrevention unknownFutureValue microsoftDefenderForCloud microsoftSentinel
    microsoftInsiderRiskManagement microsoftThreatIntelligence microsoftSecurityForAI`,
  'security.teamsDeliveryLocation': 'unknown teams quarantine failed unknownFutureValue',
  'security.teamsMessageDeliveryAction': `
    unknown deliveredAsSpam delivered blocked replaced unknownFutureValue`,
  'security.vmCloudProvider': 'unknown azure unknownFutureValue',
};
