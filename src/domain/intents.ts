/** What any action may be given; which of it the action itself needs is looked at when it is asked for. */
const REHEARSED = {
  action: 'required',
  actionId: 'optional',
  device: 'optional',
  file: 'optional',
  kind: 'optional',
  path: 'optional',
  pending: 'optional',
  reason: 'optional',
  script: 'optional',
  sha1: 'optional',
  tag: 'optional',
  user: 'optional',
  value: 'optional',
} as const;

/** Everything a person can mean (product contract, section 5). Slots hold what was typed. */
export const INTENT_SLOTS = {
  help: {},
  'device.posture': { device: 'required' },
  'device.compliance': { device: 'required' },
  'device.risk': { device: 'required' },
  'device.timeline': { device: 'required', hours: 'optional' },
  'device.vulnerabilities': { device: 'required' },
  'device.software': { device: 'required' },
  'device.logons': { device: 'required' },
  'device.alerts': { device: 'required' },
  'device.find': { query: 'required' },
  'user.devices': { user: 'required' },
  'user.posture': { user: 'required' },
  'user.signins': { user: 'required' },
  'user.mailbox': { user: 'required' },
  'access.explain': {
    user: 'required',
    app: 'optional',
    device: 'optional',
    polarity: 'required',
    /** `yes` = Microsoft's What If is asked too; only a button says so. */
    secondOpinion: 'optional',
  },
  // With `policy` and `change` ("what if CA005 were on") user and app may be missing: then everybody is meant.
  'access.whatif': {
    user: 'optional',
    app: 'optional',
    device: 'optional',
    platform: 'optional',
    ip: 'optional',
    country: 'optional',
    /** A Conditional Access policy as it was typed, imagined otherwise. */
    policy: 'optional',
    /** `AND`, `OR` (how its controls are joined), `on`, `off`, `reportOnly`, `block`. */
    change: 'optional',
    secondOpinion: 'optional',
  },
  'alerts.list': { severity: 'optional', status: 'optional', since: 'optional' },
  'alert.show': { alertId: 'required' },
  'incidents.list': { severity: 'optional', status: 'optional' },
  'incident.show': { incidentId: 'required' },
  'incident.assign': { incidentId: 'required', assignee: 'required' },
  'incident.close': { incidentId: 'required', classification: 'optional' },
  'incident.comment': { incidentId: 'required', text: 'required' },
  'hunt.run': { kql: 'required' },
  'hunt.saved': { name: 'required' },
  'hunt.correlate': { user: 'required' },
  'integrations.check': { only: 'optional' },
  'fleet.overview': {},
  'fleet.list': {
    filter: 'required',
    app: 'optional',
    days: 'optional',
    cause: 'optional',
    page: 'optional',
  },
  'detection.advise': { tables: 'optional', description: 'optional', kql: 'optional' },
  'sentinel.cost': { devices: 'optional' },
  'action.isolate': {
    device: 'required',
    kind: 'required',
    /** Minutes until it is taken back by itself; only a button says so, in a sentence it is read from the text. */
    hold: 'optional',
    /** The action that comes first; as `hold`. */
    first: 'optional',
    reason: 'optional',
  },
  'action.release': { device: 'required', reason: 'optional' },
  'action.scan': { device: 'required', kind: 'required', reason: 'optional' },
  'action.collect': { device: 'required', reason: 'optional' },
  'action.restrict': { device: 'required', hold: 'optional', first: 'optional', reason: 'optional' },
  'action.unrestrict': { device: 'required', reason: 'optional' },
  'action.investigate': { device: 'required', reason: 'optional' },
  'action.quarantineFile': { device: 'required', sha1: 'required', reason: 'optional' },
  'action.liveResponse': { device: 'required', script: 'required', reason: 'optional' },
  'action.getFile': { device: 'required', path: 'required', reason: 'optional' },
  'action.putFile': { device: 'required', file: 'required', reason: 'optional' },
  'action.blockIndicator': { value: 'required', kind: 'required', reason: 'optional' },
  'action.unblockIndicator': {
    value: 'required',
    /** Of several; only a button says so. */
    indicatorId: 'optional',
    reason: 'optional',
  },
  'action.sync': { device: 'required', reason: 'optional' },
  'action.lock': { device: 'required', reason: 'optional' },
  'action.reboot': { device: 'required', reason: 'optional' },
  'action.wipe': { device: 'required', reason: 'optional' },
  'action.retire': { device: 'required', reason: 'optional' },
  'action.rotateBitlocker': { device: 'required', reason: 'optional' },
  'action.rotateLocalAdminPassword': { device: 'required', reason: 'optional' },
  'action.intuneScan': { device: 'required', kind: 'required', reason: 'optional' },
  'action.updateSignatures': { device: 'required', reason: 'optional' },
  'action.contain': { device: 'required', reason: 'optional' },
  'action.cancelAction': {
    device: 'required',
    /** Of several pending ones; only a button says so. */
    actionId: 'optional',
    /** Which kind was named; only what is typed beside it says so. */
    pending: 'optional',
    reason: 'optional',
  },
  'action.tag': { device: 'required', tag: 'required', reason: 'optional' },
  'action.deviceValue': { device: 'required', value: 'required', reason: 'optional' },
  'action.offboard': { device: 'required', first: 'optional', reason: 'optional' },
  'action.locate': { device: 'required', reason: 'optional' },
  'action.resetPasscode': { device: 'required', reason: 'optional' },
  'action.shutdown': { device: 'required', reason: 'optional' },
  'action.collectDiagnostics': { device: 'required', reason: 'optional' },
  'action.disableDevice': { device: 'required', reason: 'optional' },
  'action.enableDevice': { device: 'required', reason: 'optional' },
  'action.revokeSessions': { user: 'required', reason: 'optional' },
  'action.disableUser': { user: 'required', hold: 'optional', reason: 'optional' },
  'action.enableUser': { user: 'required', reason: 'optional' },
  'action.confirmCompromised': { user: 'required', reason: 'optional' },
  'action.dismissRisk': { user: 'required', reason: 'optional' },
  'action.temporaryPass': { user: 'required', reason: 'optional' },
  'approvals.list': {},
  'approval.show': { requestId: 'required' },
  'approval.cancel': { requestId: 'required' },
  'audit.show': { since: 'optional', actor: 'optional', target: 'optional' },
  'response.stop': { reason: 'optional' },
  'response.resume': { reason: 'optional' },
  'response.status': {},
  // `action` is the intent of the action without `action.`; the other slots are that intent's own.
  'response.dryRun': REHEARSED,
  'response.drill': REHEARSED,
  'response.drills': {},
  'oncall.show': {},
  subscribe: { severity: 'optional' },
  unsubscribe: {},
  none: {},
} as const satisfies Readonly<Record<string, Readonly<Record<string, 'required' | 'optional'>>>>;

export type IntentName = keyof typeof INTENT_SLOTS;

/** What a sentence was understood to mean. */
export interface Intent {
  readonly intent: IntentName;
  readonly slots: Readonly<Record<string, string>>;
  /** 0 to 1; below 0.5 the person is asked back. */
  readonly confidence: number;
}

/** What a conversation remembers for "it", "that laptop", "her": the last subject of each kind. */
export interface ConversationContext {
  readonly device?: string;
  readonly user?: string;
}
