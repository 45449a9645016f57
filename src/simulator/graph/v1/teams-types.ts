/**
 * Graph v1.0 wire types of the Teams resources that are imitated here: facts of Microsoft's public v1.0 metadata (August 2026) in
 * the notation of ../model.ts.
 */
export const TEAMS_TYPES: Readonly<Record<string, string>> = {
  changeTrackedEntity: `< entity
    createdBy:identitySet createdDateTime:date lastModifiedBy:identitySet lastModifiedDateTime:date`,
  identity: 'displayName id',
  identitySet: 'application:identity device:identity user:identity',
  schedule: `< entity
    enabled:bool isActivitiesIncludedWhenCopyingShiftsEnabled:bool offerShiftRequestsEnabled:bool openShiftsEnabled:bool
    provisionStatus:operationStatus provisionStatusCode swapShiftsRequestsEnabled:bool timeClockEnabled:bool
    timeOffRequestsEnabled:bool timeZone workforceIntegrationIds:[string]`,
  scheduleEntity: 'endDateTime:date startDateTime:date theme:scheduleEntityTheme',
  shift: `< changeTrackedEntity
    draftShift:shiftItem isStagedForDeletion:bool schedulingGroupId sharedShift:shiftItem userId`,
  shiftActivity: 'code displayName endDateTime:date isPaid:bool startDateTime:date theme:scheduleEntityTheme',
  shiftItem: '< scheduleEntity activities:[shiftActivity] displayName notes',
};

export const TEAMS_ENUMS: Readonly<Record<string, string>> = {
  operationStatus: 'NotStarted Running Completed Failed',
  scheduleEntityTheme: `
    white blue green purple pink yellow gray darkBlue darkGreen darkPurple darkPink darkYellow unknownFutureValue darkRed
    cranberry darkOrange bronze peach gold lime forest lightGreen jade lightTeal darkTeal steel skyBlue blueGray lavender
    lilac plum magenta darkBrown beige charcoal silver`,
};
