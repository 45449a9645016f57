/** "Who logged on to FIN-LT-042?": newest first. Defender names accounts, not Entra users. */
import type { LogonUser } from '../tenant/device.ts';
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { ListItem, Reply } from './answer.ts';
import { agoText } from './elapsed.ts';
import { machineAnswer } from './machine-answer.ts';

const MOST = 10;

export function deviceLogons(ports: TenantPorts, clock: Clock, typed: string): Promise<Reply> {
  return machineAnswer(ports, clock, typed, {
    intent: 'device.logons',
    subject: 'logons',
    ask: (id) => ports.endpoints.logonUsers(id),
    tell: (all) => {
      const listed = [...all].sort((a, b) => (b.lastSeen ?? '').localeCompare(a.lastSeen ?? ''));
      const [last] = listed;
      const admins = all.filter((logon) => logon.isDomainAdmin === true);
      return {
        tone: last === undefined ? 'unknown' : admins.length > 0 ? 'warning' : 'neutral',
        headline:
          last === undefined
            ? 'Defender for Endpoint has no logon on record for it'
            : `${all.length === 1 ? 'One account' : `${all.length} accounts`} logged on; the last was ${nameOf(last)}, ${agoText(clock.now(), last.lastSeen)}`,
        reasons:
          admins.length === 0
            ? []
            : [`A domain administrator logged on to it: ${admins.map(nameOf).join(', ')}.`],
        section: {
          title: 'Logons',
          items: listed.slice(0, MOST).map(item),
          more: Math.max(0, all.length - MOST),
        },
      };
    },
    next: ['device.alerts'],
  });
}

function nameOf(logon: LogonUser): string {
  const domain = logon.accountDomain;
  return domain === null || domain === '' ? logon.accountName : `${domain}\\${logon.accountName}`;
}

function item(logon: LogonUser): ListItem {
  return {
    title: nameOf(logon),
    detail: [logon.logonTypes ?? '', logon.isDomainAdmin === true ? 'domain administrator' : '']
      .filter((part) => part !== '')
      .join(' · '),
    tone: logon.isDomainAdmin === true ? 'warning' : 'neutral',
    ...(logon.lastSeen === null ? {} : { at: logon.lastSeen }),
  };
}
