/** "What is FIN-LT-042 vulnerable to?": exploited weaknesses first. */
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { Reply } from './answer.ts';
import { machineAnswer } from './machine-answer.ts';
import { vulnerabilityItem } from './posture-sections.ts';
import { vulnerabilityCount, worstVulnerabilities } from './vulnerability-order.ts';

const MOST = 10;

export function deviceVulnerabilities(ports: TenantPorts, clock: Clock, typed: string): Promise<Reply> {
  return machineAnswer(ports, clock, typed, {
    intent: 'device.vulnerabilities',
    subject: 'vulnerabilities',
    ask: (id) => ports.endpoints.vulnerabilities(id),
    tell: (all) => {
      const exploited = all.some((weakness) => weakness.publicExploit || weakness.exploitInKit);
      return {
        tone: all.length === 0 ? 'good' : exploited ? 'bad' : 'warning',
        headline:
          all.length === 0 ? 'No known vulnerabilities' : `Vulnerabilities: ${vulnerabilityCount(all)}`,
        section: {
          title: 'Vulnerabilities',
          items: worstVulnerabilities(all).slice(0, MOST).map(vulnerabilityItem),
          more: Math.max(0, all.length - MOST),
        },
      };
    },
    next: ['device.software'],
  });
}
