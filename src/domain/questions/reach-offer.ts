/** The button that asks about somebody's access to email, with the premise that fits what is known of them. */
import type { User } from '../tenant/user.ts';
import type { Offer } from './answer.ts';

/** `keptOut`: the newest thing known of them is that they did not get in. A disabled account never does. */
export function reachEmailOffer(
  user: Pick<User, 'id' | 'displayName' | 'accountEnabled'>,
  { keptOut = false, device }: { readonly keptOut?: boolean; readonly device?: string } = {},
): Offer {
  const cannot = keptOut || user.accountEnabled === false;
  return {
    title: `Why ${cannot ? "can't" : 'can'} ${user.displayName} reach email?`,
    intent: 'access.explain',
    slots: {
      user: user.id,
      app: 'email',
      ...(device === undefined ? {} : { device }),
      polarity: cannot ? 'cannot' : 'can',
    },
  };
}
