/** "How risky is FIN-LT-042?": Defender's risk, exposure and sensor, with the alerts behind it. */
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { Reply } from './answer.ts';
import { asked } from './ask.ts';
import { deviceOffer, isolationOffers } from './device-offers.ts';
import type { PostureFacts } from './posture-facts.ts';
import { knownValue } from './posture-facts.ts';
import { defenderSections } from './posture-sections.ts';
import { riskVerdict } from './posture-verdict.ts';
import { resolveDevice } from './resolve-device.ts';

export async function deviceRisk(ports: TenantPorts, clock: Clock, typed: string): Promise<Reply> {
  const resolution = await resolveDevice(ports, clock, typed, { intent: 'device.risk' });
  if (resolution.kind === 'reply') return resolution.reply;
  const { device } = resolution;
  const machine = knownValue(device.machine);
  const managed = knownValue(device.managed);
  const [actions, alerts, vulnerabilities, connector] = await Promise.all([
    machine === null
      ? null
      : asked(clock, 'Defender for Endpoint', 'isolation', () => ports.endpoints.machineActions(machine.id)),
    machine === null
      ? null
      : asked(clock, 'Defender for Endpoint', 'open alerts', () => ports.endpoints.alerts(machine.id)),
    machine === null
      ? null
      : asked(clock, 'Defender for Endpoint', 'vulnerabilities', () =>
          ports.endpoints.vulnerabilities(machine.id),
        ),
    machine === null || managed === null
      ? null
      : asked(clock, 'Intune', 'state of the connector to Defender', () =>
          ports.managedDevices.defenderConnector(),
        ),
  ]);
  const facts: PostureFacts = {
    ...device,
    policies: null,
    protection: null,
    owners: null,
    actions,
    alerts,
    vulnerabilities,
    connector,
  };
  const verdict = riskVerdict(facts, clock.now());
  return {
    kind: 'answer',
    intent: 'device.risk',
    subject: { kind: 'device', name: device.name, reference: device.reference },
    ...verdict,
    sections: defenderSections(facts),
    offers: [
      ...isolationOffers(device.reference, facts),
      deviceOffer(device, 'device.posture'),
      ...(machine === null
        ? []
        : [deviceOffer(device, 'device.alerts'), deviceOffer(device, 'device.logons')]),
    ],
  };
}
