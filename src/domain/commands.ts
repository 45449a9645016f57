/**
 * A command answers one intent. It is given everything it may use in one object; what it may import is limited to
 * the domain. Registered by one line in src/commands/registry.ts.
 */
import type { Intent, IntentName } from './intents.ts';
import type { Reply } from './questions/answer.ts';
import type { Actor } from './approvals/request.ts';
import type { Clock, TenantPorts } from './ports/tenant.ts';
import type { SignInLedger } from './ports/sign-in-ledger.ts';
import type { ResponseService } from './approvals/service.ts';

export interface CommandContext {
  readonly intent: Intent;
  /** What was typed, without the mention; absent when a button was pressed. */
  readonly text?: string;
  readonly actor: Actor;
  readonly conversationId: string;
  readonly correlationId: string;
  readonly tenant: TenantPorts;
  readonly clock: Clock;
  readonly responses: ResponseService;
  readonly signInLedger: SignInLedger;
}

export interface Command {
  readonly intent: IntentName;
  /** Sentences as people type them; each must be understood as this intent and no other. Shown by `help`. */
  readonly examples: readonly string[];
  /** One line for `help`. */
  readonly summary: string;
  /** The role it needs (policy.yaml). */
  readonly role: 'reader' | 'responder' | 'approver';
  run(context: CommandContext): Promise<Reply>;
}
