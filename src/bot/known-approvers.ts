/**
 * Whom a new request is shown to besides the place where it was asked: approvers who have a personal conversation with
 * the bot. Who approves is asked live, like every role.
 */
import type { Actor, ResponseRequest } from '../domain/approvals/request.ts';
import type { ResponseService } from '../domain/approvals/service.ts';
import type { ConversationStore, StoredConversation } from '../domain/ports/stores.ts';

/** Most recently used conversations first; keeps a large tenant from asking the directory about everybody. */
const CANDIDATES = 100;
const AT_ONCE = 5;

export async function knownApprovers(
  request: Pick<ResponseRequest, 'id' | 'eachOf'>,
  conversations: ConversationStore,
  responses: ResponseService,
  correlationId: string,
  /** Of whom it is worth while to ask: each costs a call. */
  isWanted: (conversation: StoredConversation) => boolean,
): Promise<readonly StoredConversation[]> {
  const candidates = (await conversations.personal(CANDIDATES)).filter(isWanted);
  const approvers: StoredConversation[] = [];
  for (let i = 0; i < candidates.length; i += AT_ONCE) {
    const answers = await Promise.all(
      candidates.slice(i, i + AT_ONCE).map(async (conversation) => {
        const id = conversation.personId;
        if (id === null) return [];
        return (await isApprover(request, { id, name: id }, responses, correlationId)) ? [conversation] : [];
      }),
    );
    approvers.push(...answers.flat());
  }
  return approvers;
}

/** Holders of the role; of a request that needs groups, whoever may decide it. */
async function isApprover(
  request: Pick<ResponseRequest, 'id' | 'eachOf'>,
  actor: Actor,
  responses: ResponseService,
  correlationId: string,
): Promise<boolean> {
  return request.eachOf.length === 0
    ? (await responses.roleOf(actor, 'approver', correlationId)).ok
    : responses.mayDecide(request.id, actor, correlationId);
}
