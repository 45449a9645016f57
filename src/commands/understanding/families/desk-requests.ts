/** Things to be done that are no response action: incidents, saved hunts, requests. */
import type { RequestRule } from './rule.ts';

const CLASS =
  '[as|classification|classified as|with classification|as a|as an|it is a|it is|because it is a|with] [a|an]';
const COMMENT = '(comment|note|remark)';

export const DESK_REQUESTS: readonly RequestRule[] = [
  {
    intent: 'incident.assign',
    phrases: [
      '(assign|reassign|give|hand|route|delegate|transfer|pass|hand over) {incident} [over] to {assignee}',
      'make {assignee} [the] (owner|assignee) of {incident}',
      'set [the] (owner|assignee) of {incident} to {assignee}',
      'assign {assignee} to {incident}',
      'put {incident} on {assignee}',
      '{incident} (assign|reassign) [it] to {assignee}',
    ],
  },
  {
    intent: 'incident.assign',
    slots: { assignee: 'me' },
    phrases: [
      '(take|grab|claim|own|take over|take ownership of|pick up) {incident}',
      '{incident} is mine',
      'assign me [to] {incident}',
      '(i|we) will (take|grab|own|handle|pick up|take over) {incident}',
      '(put|add) me on {incident}',
    ],
  },
  {
    intent: 'incident.close',
    phrases: [
      `(close|resolve|close out|close down|finish) {incident} [out] [now]`,
      `(close|resolve|close out|close down|finish) {incident} [out] ${CLASS} {classification}`,
      'mark {incident} [as] (resolved|closed|done)',
      'mark {incident} [as] (resolved|closed) [and|as|with classification] {classification}',
      '(mark|classify|set|flag) {incident} as [a|an] {classification} [and (close|resolve) [it]]',
      'set {incident} [status] to (resolved|closed)',
      '{incident} is [a|an] {classification} [and] (close|resolve) [it]',
    ],
  },
  {
    intent: 'incident.comment',
    phrases: [
      `(comment on|annotate|comment) {incident} [that|saying|with|as follows|with the text] {rest}`,
      `(add|leave|put|write|post|make) [a|the|this|my] [new] ${COMMENT} (to|on|in|for) {incident} [that|saying|with|which says|with the text|reading] {rest}`,
      `(add|leave|put|write|post|make) [a|the|this] [new] ${COMMENT} {quoted} (to|on|in|for) {incident}`,
      `(add|put|post|write) {quoted} (to|on) {incident}`,
      `(add|put|post|write) {quoted} as [a] ${COMMENT} (to|on) {incident}`,
      `comment {quoted} on {incident}`,
      `${COMMENT} (on|for|to) {incident} {rest}`,
      `(add|put|write|post) (to|on|in) {incident} [the|a|this] ${COMMENT} [that|saying] {rest}`,
      `{incident} [add|leave|put] [a|the] ${COMMENT} [saying|that|with the text] {rest}`,
    ],
  },
  {
    intent: 'hunt.saved',
    phrases: [
      '(run|start|launch|execute|do|open|use) [the|my|our|a] (saved|stored|named|library|prepared) (hunt|query|hunting query|search|hunts) [called|named|for] {name}',
      '(run|start|launch|execute) [the|my|our] [saved] (hunt|hunting query) [called|named|for] {name}',
      '(run|start|launch|execute) [the|my|our] (query|search) (called|named) {name}',
      '(run|start|launch|execute) [the|my|our] [saved] {huntname} (hunt|hunting query|saved query|saved hunt)',
      '(saved|stored) (hunt|query|hunting query) {name}',
      '(hunt saved|hunt library|hunt for) {name}',
    ],
  },
  {
    intent: 'approval.cancel',
    phrases: [
      '(cancel|withdraw|abort|retract|revoke|drop|recall|take back|call off|pull back|stop|undo) [my|the|our|that] [isolation|approval|response|pending|open|release|wipe|scan] [request|approval] {request}',
      '[request] {request} (cancel|withdraw|abort|retract) [it]',
    ],
  },
  {
    intent: 'unsubscribe',
    phrases: [
      '(unsubscribe|un subscribe) [me] [from (alerts|notifications|incidents|everything|this|the channel|all alerts|all notifications|these alerts|updates|these|here)]',
      '(stop|end|quit|turn off|disable|mute|silence|cancel|switch off|pause) [all|the|my|these|sending me|sending] [the] [high|medium|low] [alert|incident] (notifications|notification|alerts|subscription|updates|messages|notifying me|alerting me|pinging me) [here|in this channel|for me]',
      'stop (notifying|alerting|pinging|messaging) (me|us|this channel) [about (alerts|incidents|anything)]',
      'stop sending (me|us) (alerts|notifications|incidents|updates|messages)',
      '[i|we] do not want [any|more|to get|to receive|to see|these|the] [more] (notifications|alerts|updates|alert notifications) [anymore|any more|any longer]',
      'do not (notify|alert|ping|message) (me|us) [anymore|any more|any longer|about (alerts|incidents)]',
      'no more [alert|incident] (notifications|alerts|updates) [for me]',
    ],
  },
];
