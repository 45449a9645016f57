/**
 * Graph v1.0 wire types of the Intune resources that are imitated here: facts of Microsoft's public v1.0 metadata (August 2026) in
 * the notation of ../model.ts.
 */
export const INTUNE_TYPES: Readonly<Record<string, string>> = {
  allDevicesAssignmentTarget: '< deviceAndAppManagementAssignmentTarget',
  allLicensedUsersAssignmentTarget: '< deviceAndAppManagementAssignmentTarget',
  androidCompliancePolicy: `< deviceCompliancePolicy
    deviceThreatProtectionEnabled:bool
    deviceThreatProtectionRequiredSecurityLevel:deviceThreatProtectionLevel minAndroidSecurityPatchLevel
    osMaximumVersion osMinimumVersion passwordExpirationDays:int passwordMinimumLength:int
    passwordMinutesOfInactivityBeforeLock:int passwordPreviousPasswordBlockCount:int
    passwordRequired:bool passwordRequiredType:androidRequiredPasswordType
    securityBlockJailbrokenDevices:bool securityDisableUsbDebugging:bool
    securityPreventInstallAppsFromUnknownSources:bool securityRequireCompanyPortalAppIntegrity:bool
    securityRequireGooglePlayServices:bool securityRequireSafetyNetAttestationBasicIntegrity:bool
    securityRequireSafetyNetAttestationCertifiedDevice:bool
    securityRequireUpToDateSecurityProviders:bool securityRequireVerifyApps:bool
    storageRequireEncryption:bool`,
  androidWorkProfileCompliancePolicy: `< deviceCompliancePolicy
    deviceThreatProtectionEnabled:bool
    deviceThreatProtectionRequiredSecurityLevel:deviceThreatProtectionLevel minAndroidSecurityPatchLevel
    osMaximumVersion osMinimumVersion passwordExpirationDays:int passwordMinimumLength:int
    passwordMinutesOfInactivityBeforeLock:int passwordPreviousPasswordBlockCount:int
    passwordRequired:bool passwordRequiredType:androidRequiredPasswordType
    securityBlockJailbrokenDevices:bool securityDisableUsbDebugging:bool
    securityPreventInstallAppsFromUnknownSources:bool securityRequireCompanyPortalAppIntegrity:bool
    securityRequireGooglePlayServices:bool securityRequireSafetyNetAttestationBasicIntegrity:bool
    securityRequireSafetyNetAttestationCertifiedDevice:bool
    securityRequireUpToDateSecurityProviders:bool securityRequireVerifyApps:bool
    storageRequireEncryption:bool`,
  configurationManagerClientEnabledFeatures: `
    compliancePolicy:bool deviceConfiguration:bool inventory:bool modernApps:bool resourceAccess:bool
    windowsUpdateForBusiness:bool`,
  configurationManagerCollectionAssignmentTarget: '< deviceAndAppManagementAssignmentTarget collectionId',
  deleteUserFromSharedAppleDeviceActionResult: '< deviceActionResult userPrincipalName',
  deviceActionResult: 'actionName actionState:actionState lastUpdatedDateTime:date startDateTime:date',
  deviceAndAppManagementAssignmentTarget: '',
  deviceComplianceActionItem: `< entity
    actionType:deviceComplianceActionType gracePeriodHours:int notificationMessageCCList:[string]
    notificationTemplateId`,
  deviceCompliancePolicy: `< entity
    createdDateTime:date description displayName lastModifiedDateTime:date version:int`,
  deviceCompliancePolicyAssignment: '< entity target:deviceAndAppManagementAssignmentTarget',
  deviceCompliancePolicySettingState: `
    currentValue errorCode:int errorDescription instanceDisplayName setting settingName
    sources:[settingSource] state:complianceStatus userEmail userId userName userPrincipalName`,
  deviceCompliancePolicyState: `< entity
    displayName platformType:policyPlatformType settingCount:int
    settingStates:[deviceCompliancePolicySettingState] state:complianceStatus version:int`,
  deviceComplianceScheduledActionForRule: '< entity ruleName',
  deviceGeoLocation: `
    altitude:num heading:num horizontalAccuracy:num lastCollectedDateTime:date latitude:num longitude:num
    speed:num verticalAccuracy:num`,
  deviceHealthAttestationState: `
    attestationIdentityKey bitLockerStatus bootAppSecurityVersion bootDebugging
    bootManagerSecurityVersion bootManagerVersion bootRevisionListInfo codeIntegrity
    codeIntegrityCheckVersion codeIntegrityPolicy contentNamespaceUrl contentVersion dataExcutionPolicy
    deviceHealthAttestationStatus earlyLaunchAntiMalwareDriverProtection
    healthAttestationSupportedStatus healthStatusMismatchInfo issuedDateTime:date lastUpdateDateTime
    operatingSystemKernelDebugging operatingSystemRevListInfo pcr0 pcrHashAlgorithm resetCount:int
    restartCount:int safeMode secureBoot secureBootConfigurationPolicyFingerPrint testSigning tpmVersion
    virtualSecureMode windowsPE`,
  deviceLogCollectionResponse: `< entity
    enrolledByUser expirationDateTimeUTC:date initiatedByUserPrincipalName managedDeviceId:guid
    receivedDateTimeUTC:date requestedDateTimeUTC:date sizeInKB:num status:appLogUploadState`,
  deviceManagement: `< entity
    intuneAccountId:guid settings:deviceManagementSettings
    subscriptionState:deviceManagementSubscriptionState`,
  deviceManagementSettings: `
    deviceComplianceCheckinThresholdDays:int isScheduledActionEnabled:bool secureByDefault:bool`,
  exclusionGroupAssignmentTarget: '< groupAssignmentTarget',
  groupAssignmentTarget: '< deviceAndAppManagementAssignmentTarget groupId',
  iosCompliancePolicy: `< deviceCompliancePolicy
    deviceThreatProtectionEnabled:bool
    deviceThreatProtectionRequiredSecurityLevel:deviceThreatProtectionLevel
    managedEmailProfileRequired:bool osMaximumVersion osMinimumVersion passcodeBlockSimple:bool
    passcodeExpirationDays:int passcodeMinimumCharacterSetCount:int passcodeMinimumLength:int
    passcodeMinutesOfInactivityBeforeLock:int passcodePreviousPasscodeBlockCount:int
    passcodeRequired:bool passcodeRequiredType:requiredPasswordType securityBlockJailbrokenDevices:bool`,
  locateDeviceActionResult: '< deviceActionResult deviceLocation:deviceGeoLocation',
  macOSCompliancePolicy: `< deviceCompliancePolicy
    deviceThreatProtectionEnabled:bool
    deviceThreatProtectionRequiredSecurityLevel:deviceThreatProtectionLevel
    firewallBlockAllIncoming:bool firewallEnabled:bool firewallEnableStealthMode:bool osMaximumVersion
    osMinimumVersion passwordBlockSimple:bool passwordExpirationDays:int
    passwordMinimumCharacterSetCount:int passwordMinimumLength:int
    passwordMinutesOfInactivityBeforeLock:int passwordPreviousPasswordBlockCount:int
    passwordRequired:bool passwordRequiredType:requiredPasswordType storageRequireEncryption:bool
    systemIntegrityProtectionEnabled:bool`,
  managedDevice: `< entity
    activationLockBypassCode androidSecurityPatchLevel azureADDeviceId azureADRegistered:bool
    complianceGracePeriodExpirationDateTime:date complianceState:complianceState
    configurationManagerClientEnabledFeatures:configurationManagerClientEnabledFeatures
    deviceActionResults:[deviceActionResult] deviceCategoryDisplayName
    deviceEnrollmentType:deviceEnrollmentType deviceHealthAttestationState:deviceHealthAttestationState
    deviceName deviceRegistrationState:deviceRegistrationState easActivated:bool
    easActivationDateTime:date easDeviceId emailAddress enrolledDateTime:date enrollmentProfileName
    ethernetMacAddress exchangeAccessState:deviceManagementExchangeAccessState
    exchangeAccessStateReason:deviceManagementExchangeAccessStateReason
    exchangeLastSuccessfulSyncDateTime:date freeStorageSpaceInBytes:int iccid imei isEncrypted:bool
    isSupervised:bool jailBroken lastSyncDateTime:date managedDeviceName
    managedDeviceOwnerType:managedDeviceOwnerType managementAgent:managementAgentType
    managementCertificateExpirationDate:date managementState:managementState manufacturer meid model
    notes operatingSystem osVersion partnerReportedThreatState:managedDevicePartnerReportedHealthState
    phoneNumber physicalMemoryInBytes:int remoteAssistanceSessionErrorDetails remoteAssistanceSessionUrl
    requireUserEnrollmentApproval:bool serialNumber subscriberCarrier totalStorageSpaceInBytes:int udid
    userDisplayName userId userPrincipalName wiFiMacAddress`,
  mobileThreatDefenseConnector: `< entity
    allowPartnerToCollectIOSApplicationMetadata:bool
    allowPartnerToCollectIOSPersonalApplicationMetadata:bool
    androidDeviceBlockedOnMissingPartnerData:bool androidEnabled:bool
    androidMobileApplicationManagementEnabled:bool iosDeviceBlockedOnMissingPartnerData:bool
    iosEnabled:bool iosMobileApplicationManagementEnabled:bool lastHeartbeatDateTime:date
    microsoftDefenderForEndpointAttachEnabled:bool partnerState:mobileThreatPartnerTenantState
    partnerUnresponsivenessThresholdInDays:int partnerUnsupportedOsVersionBlocked:bool
    windowsDeviceBlockedOnMissingPartnerData:bool windowsEnabled:bool`,
  remoteLockActionResult: '< deviceActionResult unlockPin',
  resetPasscodeActionResult: '< deviceActionResult errorCode:int passcode',
  rotateBitLockerKeysDeviceActionResult: '< deviceActionResult errorCode:int',
  settingSource: 'displayName id sourceType:settingSourceType',
  windows10CompliancePolicy: `< deviceCompliancePolicy
    bitLockerEnabled:bool codeIntegrityEnabled:bool earlyLaunchAntiMalwareDriverEnabled:bool
    mobileOsMaximumVersion mobileOsMinimumVersion osMaximumVersion osMinimumVersion
    passwordBlockSimple:bool passwordExpirationDays:int passwordMinimumCharacterSetCount:int
    passwordMinimumLength:int passwordMinutesOfInactivityBeforeLock:int
    passwordPreviousPasswordBlockCount:int passwordRequired:bool passwordRequiredToUnlockFromIdle:bool
    passwordRequiredType:requiredPasswordType requireHealthyDeviceReport:bool secureBootEnabled:bool
    storageRequireEncryption:bool`,
  windows81CompliancePolicy: `< deviceCompliancePolicy
    osMaximumVersion osMinimumVersion passwordBlockSimple:bool passwordExpirationDays:int
    passwordMinimumCharacterSetCount:int passwordMinimumLength:int
    passwordMinutesOfInactivityBeforeLock:int passwordPreviousPasswordBlockCount:int
    passwordRequired:bool passwordRequiredType:requiredPasswordType storageRequireEncryption:bool`,
  windowsDefenderScanActionResult: '< deviceActionResult scanType',
  windowsProtectionState: `< entity
    antiMalwareVersion controlledConfigurationEnabled:bool deviceState:windowsDeviceHealthState
    engineVersion fullScanOverdue:bool fullScanRequired:bool isVirtualMachine:bool
    lastFullScanDateTime:date lastFullScanSignatureVersion lastQuickScanDateTime:date
    lastQuickScanSignatureVersion lastReportedDateTime:date malwareProtectionEnabled:bool
    networkInspectionSystemEnabled:bool productStatus:windowsDefenderProductStatus quickScanOverdue:bool
    realTimeProtectionEnabled:bool rebootRequired:bool signatureUpdateOverdue:bool signatureVersion
    tamperProtectionEnabled:bool`,
};

export const INTUNE_ENUMS: Readonly<Record<string, string>> = {
  actionState: 'none pending canceled active done failed notSupported',
  androidRequiredPasswordType: `
    deviceDefault alphabetic alphanumeric alphanumericWithSymbols lowSecurityBiometric numeric
    numericComplex any`,
  appLogUploadState: 'pending completed failed unknownFutureValue',
  complianceState: 'unknown compliant noncompliant conflict error inGracePeriod configManager',
  complianceStatus: 'unknown notApplicable compliant remediated nonCompliant error conflict notAssigned',
  deviceComplianceActionType: `
    noAction notification block retire wipe removeResourceAccessProfiles pushNotification`,
  deviceEnrollmentType: `
    unknown userEnrollment deviceEnrollmentManager appleBulkWithUser appleBulkWithoutUser
    windowsAzureADJoin windowsBulkUserless windowsAutoEnrollment windowsBulkAzureDomainJoin
    windowsCoManagement windowsAzureADJoinUsingDeviceAuth appleUserEnrollment
    appleUserEnrollmentWithServiceAccount unknownFutureValue`,
  deviceManagementExchangeAccessState: 'none unknown allowed blocked quarantined',
  deviceManagementExchangeAccessStateReason: `
    none unknown exchangeGlobalRule exchangeIndividualRule exchangeDeviceRule exchangeUpgrade
    exchangeMailboxPolicy other compliant notCompliant notEnrolled unknownLocation mfaRequired
    azureADBlockDueToAccessPolicy compromisedPassword deviceNotKnownWithManagedApp`,
  deviceManagementSubscriptionState: 'pending active warning disabled deleted blocked lockedOut',
  deviceRegistrationState: `
    notRegistered registered revoked keyConflict approvalPending certificateReset
    notRegisteredPendingEnrollment unknown`,
  deviceThreatProtectionLevel: 'unavailable secured low medium high notSet',
  managedDeviceOwnerType: 'unknown company personal unknownFutureValue',
  managedDevicePartnerReportedHealthState: `
    unknown activated deactivated secured lowSeverity mediumSeverity highSeverity unresponsive
    compromised misconfigured`,
  managementAgentType: `
    eas mdm easMdm intuneClient easIntuneClient configurationManagerClient configurationManagerClientMdm
    configurationManagerClientMdmEas unknown jamf googleCloudDevicePolicyController
    microsoft365ManagedMdm msSense`,
  managementState: `
    managed retirePending retireFailed wipePending wipeFailed unhealthy deletePending retireIssued
    wipeIssued wipeCanceled retireCanceled discovered unknownFutureValue`,
  mobileThreatPartnerTenantState: 'unavailable available enabled unresponsive unknownFutureValue',
  policyPlatformType: `
    android androidForWork iOS macOS windowsPhone81 windows81AndLater windows10AndLater all`,
  requiredPasswordType: 'deviceDefault alphanumeric numeric',
  settingSourceType: 'deviceConfiguration deviceIntent',
  windowsDefenderProductStatus: `*
    noStatus serviceNotRunning serviceStartedWithoutMalwareProtection pendingFullScanDueToThreatAction
    pendingRebootDueToThreatAction pendingManualStepsDueToThreatAction avSignaturesOutOfDate
    asSignaturesOutOfDate noQuickScanHappenedForSpecifiedPeriod noFullScanHappenedForSpecifiedPeriod
    systemInitiatedScanInProgress systemInitiatedCleanInProgress samplesPendingSubmission
    productRunningInEvaluationMode productRunningInNonGenuineMode productExpired offlineScanRequired
    serviceShutdownAsPartOfSystemShutdown threatRemediationFailedCritically
    threatRemediationFailedNonCritically noStatusFlagsSet platformOutOfDate platformUpdateInProgress
    platformAboutToBeOutdated signatureOrPlatformEndOfLifeIsPastOrIsImpending
    windowsSModeSignaturesInUseOnNonWin10SInstall`,
  windowsDeviceHealthState: `*
    clean fullScanPending rebootPending manualStepsPending offlineScanPending critical`,
};
