/**
 * "Is FIN-LT-042 compliant and risky?": the whole picture of one device. Three dependent steps at most: the name in
 * three services at once; what the name did not lead to, by Entra's device id; all details at once.
 */
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { Answer, Reply } from './answer.ts';
import { asked } from './ask.ts';
import { postureOffers } from './device-offers.ts';
import type { PostureFacts } from './posture-facts.ts';
import { defenderSections, entraSection, intuneSections } from './posture-sections.ts';
import { postureGaps, postureVerdict } from './posture-verdict.ts';
import type { ResolvedDevice } from './resolve-device.ts';
import { resolveDevice } from './resolve-device.ts';

export async function devicePosture(ports: TenantPorts, clock: Clock, typed: string): Promise<Reply> {
  const resolution = await resolveDevice(ports, clock, typed, { intent: 'device.posture' });
  if (resolution.kind === 'reply') return resolution.reply;
  const facts = await gatherPosture(ports, clock, resolution.device);
  return postureAnswer(facts, resolution.device, clock.now());
}

/** Everything about a device that is already resolved, asked at once. */
async function gatherPosture(
  ports: TenantPorts,
  clock: Clock,
  device: ResolvedDevice,
): Promise<PostureFacts> {
  const managed = device.managed.known ? device.managed.value : null;
  const machine = device.machine.known ? device.machine.value : null;
  const directory = device.directory.known ? device.directory.value : null;
  const [policies, protection, connector, actions, alerts, vulnerabilities, owners] = await Promise.all([
    managed === null
      ? null
      : asked(clock, 'Intune', 'compliance policies and failing settings', () =>
          ports.managedDevices.compliancePolicyStates(managed.id),
        ),
    managed === null || !isWindows(managed.operatingSystem)
      ? null
      : asked(clock, 'Intune', 'antivirus state', () => ports.managedDevices.protectionState(managed.id)),
    managed === null || machine === null
      ? null
      : asked(clock, 'Intune', 'state of the connector to Defender', () =>
          ports.managedDevices.defenderConnector(),
        ),
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
    directory === null
      ? null
      : asked(clock, 'Entra ID', 'owner', () => ports.directory.ownersOf(directory.id)),
  ]);
  return {
    name: device.name,
    directory: device.directory,
    managed: device.managed,
    machine: device.machine,
    policies,
    protection,
    connector,
    actions,
    alerts,
    vulnerabilities,
    owners,
    notes: device.notes,
    others: device.others,
  };
}

/** Pure: from the facts to the answer. */
function postureAnswer(facts: PostureFacts, device: ResolvedDevice, now: Date): Answer {
  const verdict = postureVerdict(facts, now);
  return {
    kind: 'answer',
    intent: 'device.posture',
    subject: { kind: 'device', name: device.name, reference: device.reference },
    tone: verdict.tone,
    headline: verdict.headline,
    reasons: verdict.reasons,
    sections: [...intuneSections(facts), ...defenderSections(facts), ...entraSection(facts)],
    gaps: postureGaps(facts),
    offers: postureOffers(device.reference, facts),
  };
}

function isWindows(system: string | null): boolean {
  return system === null || /^windows/i.test(system);
}
