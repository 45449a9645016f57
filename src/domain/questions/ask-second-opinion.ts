/** Microsoft's What If is asked only by the button on an access answer, about the same sign-in and nothing else. */
import type { Clock, TenantPorts } from '../ports/tenant.ts';
import type { Asked } from '../tenant/evidence.ts';
import type { SecondOpinion } from '../tenant/what-if.ts';
import type { AccessApp } from './access-app.ts';
import type { AccessAsking, AccessFacts } from './access-facts.ts';
import { accessSignals } from './access-signals.ts';
import type { Offer } from './answer.ts';
import { asked } from './ask.ts';

/** Null = not wanted, or there is no evaluation to put beside it. */
export async function askSecondOpinion(
  ports: TenantPorts,
  clock: Clock,
  facts: AccessFacts,
  app: AccessApp,
  { slots }: AccessAsking,
): Promise<Asked<SecondOpinion> | null> {
  const [signIn] = accessSignals(facts, app, slots).signIns;
  if (slots['secondOpinion'] !== 'yes' || !facts.snapshot.known || signIn === undefined) return null;
  const { directory } = facts.device;
  const question = { signIn, device: directory.known ? directory.value : undefined };
  return await asked(clock, 'Conditional Access', "Microsoft's What If", () =>
    ports.accessPolicies.secondOpinion(question),
  );
}

/** The same question again, with What If beside it. */
export function secondOpinionOffers(
  { user, device, snapshot }: AccessFacts,
  app: AccessApp,
  { intent, slots }: AccessAsking,
): readonly Offer[] {
  if (slots['secondOpinion'] !== undefined || !snapshot.known) return [];
  const { reference } = device;
  return [
    {
      title: "Ask Microsoft's What If too",
      intent,
      slots: {
        ...(intent === 'access.explain' ? { polarity: 'can' } : {}),
        ...slots,
        user: user.id,
        app: app.appId,
        // A device that was named stays the one that was found; another choice would be made anew.
        ...(slots['device'] === undefined || reference === null ? {} : { device: reference }),
        secondOpinion: 'yes',
      },
    },
  ];
}
