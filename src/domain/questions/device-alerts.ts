/** "Alerts on FIN-LT-042": open ones first, then what was resolved. */
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { Reply } from './answer.ts';
import { alertCount, openAlerts, severityTone } from './device-words.ts';
import { machineAnswer } from './machine-answer.ts';
import { worstTone } from './posture-facts.ts';
import { alertItem } from './posture-sections.ts';

const MOST = 10;

export function deviceAlerts(ports: TenantPorts, clock: Clock, typed: string): Promise<Reply> {
  return machineAnswer(ports, clock, typed, {
    intent: 'device.alerts',
    subject: 'alerts',
    ask: (id) => ports.endpoints.alerts(id),
    tell: (alerts) => {
      const open = openAlerts(alerts);
      const resolved = alerts.filter((alert) => alert.status === 'Resolved');
      const listed = [...open, ...resolved];
      return {
        tone: open.length === 0 ? 'good' : worstTone(open.map((alert) => severityTone(alert.severity))),
        headline:
          open.length === 0
            ? `No open alerts${resolved.length === 0 ? '' : ` (${resolved.length} resolved)`}`
            : `Open alerts: ${alertCount(open)}`,
        section: {
          title: 'Alerts',
          items: listed.slice(0, MOST).map(alertItem),
          more: Math.max(0, listed.length - MOST),
        },
      };
    },
    next: ['device.risk', 'device.logons'],
  });
}
