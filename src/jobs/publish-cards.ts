/**
 * Brings the cards up to the stored state. A publisher that fails is tried again by the queue; it never holds the
 * workflow up. Two processes may publish at once: the publisher's claims keep them apart.
 */
import type { CardPublisher } from '../domain/ports/card-publisher.ts';
import type { ResponseStore } from '../domain/ports/response-store.ts';

const MOST_ROUNDS = 5;

export async function publishCards(
  requestId: string,
  store: ResponseStore,
  publisher: CardPublisher,
): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const before = await store.find(requestId);
    if (before === null) return;
    await publisher.publish(requestId);
    const after = await store.find(requestId);
    if (after?.request.version === before.request.version) return;
  }
}
