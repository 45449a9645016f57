/** "Software on FIN-LT-042": what has weaknesses first. */
import type { InstalledSoftware } from '../tenant/device.ts';
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { ListItem, Reply } from './answer.ts';
import { machineAnswer } from './machine-answer.ts';

const MOST = 15;

export function deviceSoftware(ports: TenantPorts, clock: Clock, typed: string): Promise<Reply> {
  return machineAnswer(ports, clock, typed, {
    intent: 'device.software',
    subject: 'installed software',
    ask: (id) => ports.endpoints.software(id),
    tell: (all) => {
      const weak = all.filter((product) => product.weaknesses > 0).length;
      const listed = [...all].sort(
        (a, b) =>
          Number(b.publicExploit) - Number(a.publicExploit) ||
          b.weaknesses - a.weaknesses ||
          a.name.localeCompare(b.name, 'en'),
      );
      return {
        // An empty inventory means that none was taken, not that nothing is installed.
        tone: all.length === 0 ? 'unknown' : weak > 0 ? 'warning' : 'neutral',
        headline:
          all.length === 0
            ? 'Defender for Endpoint lists no software for it: its inventory was not taken'
            : `${all.length === 1 ? 'One product' : `${all.length} products`}, ${weak === 0 ? 'none' : weak} with known weaknesses`,
        section: {
          title: 'Software',
          items: listed.slice(0, MOST).map(item),
          more: Math.max(0, all.length - MOST),
        },
      };
    },
    next: ['device.vulnerabilities'],
  });
}

function item(product: InstalledSoftware): ListItem {
  const weak =
    product.weaknesses === 0
      ? 'no known weaknesses'
      : `${product.weaknesses} known ${product.weaknesses === 1 ? 'weakness' : 'weaknesses'}`;
  return {
    title: product.name,
    detail: [product.vendor, weak, ...(product.publicExploit ? ['public exploit'] : [])].join(' · '),
    tone: product.publicExploit ? 'bad' : product.weaknesses > 0 ? 'warning' : 'neutral',
  };
}
