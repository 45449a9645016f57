import type { Command } from '../domain/commands.ts';
import { deviceVulnerabilities } from '../domain/questions/device-vulnerabilities.ts';

export const deviceVulnerabilitiesCommand: Command = {
  intent: 'device.vulnerabilities',
  examples: [
    'vulnerabilities on FIN-LT-042',
    'which CVEs affect FIN-LT-042?',
    'what is FIN-LT-042 vulnerable to?',
    'show vulnerabilities of FIN-LT-042',
    'list CVEs for FIN-LT-042',
  ],
  summary: 'Lists the vulnerabilities of a device, exploited ones first.',
  role: 'reader',
  run: ({ intent, tenant, clock }) => deviceVulnerabilities(tenant, clock, intent.slots.device ?? ''),
};
