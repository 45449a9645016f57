/** "Which devices does Adele have?": every device with compliance and risk. */
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { Reply } from './answer.ts';
import { isoNow } from './ask.ts';
import { resolveUser } from './resolve-user.ts';
import { userDeviceFacts } from './user-device-facts.ts';

const MOST = 10;

export async function userDevices(ports: TenantPorts, clock: Clock, typed: string): Promise<Reply> {
  const resolution = await resolveUser(ports, clock, typed, { intent: 'user.devices' });
  if (resolution.kind === 'reply') return resolution.reply;
  const { user } = resolution;
  const devices = await userDeviceFacts(ports, clock, user);
  return {
    kind: 'answer',
    intent: 'user.devices',
    subject: { kind: 'user', name: user.displayName, reference: user.id },
    tone: devices.count === 0 && devices.gaps.length === 0 ? 'neutral' : devices.tone,
    headline: `${user.displayName} has ${devices.summary}`,
    reasons:
      devices.count === 0 && devices.gaps.length === 0
        ? ['Entra ID and Intune answered and hold no device of this person.']
        : [],
    sections:
      devices.count === 0
        ? []
        : [
            {
              title: 'Devices (Entra ID, Intune, Defender for Endpoint)',
              source: 'Intune',
              askedAt: isoNow(clock),
              facts: [],
              items: devices.items.slice(0, MOST),
              more: Math.max(0, devices.items.length - MOST),
              folded: false,
            },
          ],
    gaps: devices.gaps,
    offers: devices.offers,
  };
}
