/**
 * Whom a new request is shown to besides the place where it was asked: approvers who have a personal conversation with
 * the bot. Who approves is asked live, like every role.
 */
import type { ResponseService } from '../domain/approvals/service.ts';
import type { ConversationStore, StoredConversation } from '../domain/ports/stores.ts';

/** Most recently used conversations first; keeps a large tenant from asking the directory about everybody. */
const CANDIDATES = 100;
const AT_ONCE = 5;

export async function knownApprovers(
  conversations: ConversationStore,
  responses: ResponseService,
  correlationId: string,
): Promise<readonly StoredConversation[]> {
  const candidates = await conversations.personal(CANDIDATES);
  const approvers: StoredConversation[] = [];
  for (let i = 0; i < candidates.length; i += AT_ONCE) {
    const answers = await Promise.all(
      candidates.slice(i, i + AT_ONCE).map(async (conversation) => {
        const id = conversation.personId;
        if (id === null) return [];
        const allowed = await responses.roleOf({ id, name: id }, 'approver', correlationId);
        return allowed.ok ? [conversation] : [];
      }),
    );
    approvers.push(...answers.flat());
  }
  return approvers;
}
