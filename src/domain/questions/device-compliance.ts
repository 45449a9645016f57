/** "Why is FIN-LT-042 not compliant?": Intune's state with failing policies and settings, beside Entra's mark. */
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { Reply } from './answer.ts';
import { asked, gapsOf } from './ask.ts';
import { deviceOffer } from './device-offers.ts';
import { COMPLIANCE } from './device-words.ts';
import { complianceRemarks, failsByHousekeeping } from './posture-remarks.ts';
import { disagreements } from './posture-disagreements.ts';
import type { PostureFacts } from './posture-facts.ts';
import { knownValue, worstTone } from './posture-facts.ts';
import { entraSection, intuneSections } from './posture-sections.ts';
import type { ResolvedDevice } from './resolve-device.ts';
import { resolveDevice } from './resolve-device.ts';

export async function deviceCompliance(ports: TenantPorts, clock: Clock, typed: string): Promise<Reply> {
  const resolution = await resolveDevice(ports, clock, typed, { intent: 'device.compliance' });
  if (resolution.kind === 'reply') return resolution.reply;
  const { device } = resolution;
  const facts = await gather(ports, clock, device);
  const now = clock.now();
  const said = [...disagreements(facts, now), ...complianceRemarks(facts, now)];
  const { phrase, tone } = state(facts);
  const gaps = gapsOf(
    facts.managed,
    facts.directory,
    facts.policies,
    facts.protection,
    facts.connector,
    facts.machine,
  );
  const short = said.find((remark) => remark.short !== null)?.short ?? null;
  const blind = facts.managed.known && facts.policies?.known === false ? facts.policies.gap : null;
  const why = !facts.managed.known
    ? facts.managed.gap.message
    : (short ?? (blind === null ? null : `${blind.subject} not known (${blind.message})`));
  return {
    kind: 'answer',
    intent: 'device.compliance',
    subject: { kind: 'device', name: device.name, reference: device.reference },
    tone: worstTone([
      tone,
      ...said.map((remark) => remark.tone),
      ...(gaps.length > 0 ? (['unknown'] as const) : []),
    ]),
    headline: why === null ? phrase : `${phrase}: ${why}`,
    reasons: [...said.map((remark) => remark.sentence), ...device.notes],
    sections: [...intuneSections(facts), ...entraSection(facts)],
    gaps,
    offers: [deviceOffer(device, 'device.posture'), deviceOffer(device, 'device.risk')],
  };
}

async function gather(ports: TenantPorts, clock: Clock, device: ResolvedDevice): Promise<PostureFacts> {
  const managed = knownValue(device.managed);
  const directory = knownValue(device.directory);
  const [policies, protection, connector, owners] = await Promise.all([
    managed === null
      ? null
      : asked(clock, 'Intune', 'compliance policies and failing settings', () =>
          ports.managedDevices.compliancePolicyStates(managed.id),
        ),
    managed === null || !/^windows/i.test(managed.operatingSystem ?? 'windows')
      ? null
      : asked(clock, 'Intune', 'antivirus state', () => ports.managedDevices.protectionState(managed.id)),
    managed === null || knownValue(device.machine) === null
      ? null
      : asked(clock, 'Intune', 'state of the connector to Defender', () =>
          ports.managedDevices.defenderConnector(),
        ),
    directory === null
      ? null
      : asked(clock, 'Entra ID', 'owner', () => ports.directory.ownersOf(directory.id)),
  ]);
  return {
    ...device,
    policies,
    protection,
    connector,
    owners,
    actions: null,
    alerts: null,
    vulnerabilities: null,
  };
}

function state(facts: PostureFacts): {
  readonly phrase: string;
  readonly tone: 'good' | 'warning' | 'bad' | 'unknown';
} {
  if (!facts.managed.known) return { phrase: 'Compliance not known', tone: 'unknown' };
  const managed = facts.managed.value;
  if (managed === null) return { phrase: 'Not managed by Intune', tone: 'warning' };
  const { words, tone } = COMPLIANCE[managed.complianceState];
  if (managed.complianceState === 'noncompliant' && failsByHousekeeping(facts))
    return { phrase: 'Not compliant', tone: 'warning' };
  const phrase =
    managed.complianceState === 'unknown' || managed.complianceState === 'configManager'
      ? `Compliance ${words}`
      : `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
  return { phrase, tone: tone === 'neutral' ? 'unknown' : tone };
}
