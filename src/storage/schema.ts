/** The tables as Kysely sees them; src/storage/migrations creates them. */
import type { ColumnType } from 'kysely';
import type { Binding } from '../domain/approvals/binding.ts';
import type { HeldBack } from '../domain/approvals/guardrails.ts';
import type { BreakGlass, RequestState, ResponseRequest, Standing } from '../domain/approvals/request.ts';
import type { ConversationContext } from '../domain/intents.ts';

/** Written as JSON text: both drivers would otherwise turn an array into a PostgreSQL array. */
type Json<T> = ColumnType<T, string, string>;
type JsonOrNull<T> = ColumnType<T | null, string | null, string | null>;
type Instant = ColumnType<Date, Date, Date>;
type InstantOrNull = ColumnType<Date | null, Date | null, Date | null>;
/** PostgreSQL's bigint: text from pg, number from PGlite. */
type BigInteger = ColumnType<string | number | bigint, number, number>;

export interface RequestsTable {
  id: string;
  action: string;
  target_kind: 'device' | 'user' | 'indicator';
  target_id: string;
  target_name: string;
  target_aad_device_id: string | null;
  parameters: Json<Record<string, string>>;
  reason: string | null;
  requester_id: string;
  requester_name: string;
  state: RequestState;
  approvals_needed: number;
  evidence: Json<{ label: string; value: string }[]>;
  created_at: Instant;
  expires_at: Instant;
  upstream_id: string | null;
  upstream_status: string | null;
  started_at: InstantOrNull;
  submitted_at: InstantOrNull;
  ended_at: InstantOrNull;
  adopted: boolean;
  problem: string | null;
  verified: 'yes' | 'no' | 'pending';
  verified_evidence: string | null;
  verified_at: InstantOrNull;
  undoes: string | null;
  undone_by: string | null;
  version: number;
  conversation_id: string;
  correlation_id: string;
  protection: Json<{ tags: string[]; deviceValue: string | null; names?: string[]; groups: string[] }>;
  lease_owner: string | null;
  lease_until: InstantOrNull;
  send_started_at: InstantOrNull;
  sends: number;
  look_again_at: InstantOrNull;
  binding: JsonOrNull<Binding>;
  supersedes: string | null;
  superseded_by: string | null;
  covered_by: string | null;
  hold_minutes: number | null;
  hold_until: InstantOrNull;
  first_action: string | null;
  first_request: string | null;
  drill: boolean;
  break_glass: JsonOrNull<BreakGlass>;
  escalated_at: InstantOrNull;
  escalated_to: JsonOrNull<NonNullable<ResponseRequest['escalatedTo']>>;
  seen: JsonOrNull<NonNullable<ResponseRequest['seen']>>;
  reissues: number;
  looked_at: ColumnType<Date | null, never, Date>;
  held_back: JsonOrNull<HeldBack>;
  each_of: JsonOrNull<ResponseRequest['eachOf']>;
  asked_again: boolean;
}

export interface FollowingTable {
  family: string;
  owner: string | null;
  owned_until: InstantOrNull;
  not_before: InstantOrNull;
}

/** One row. */
export interface StopSwitchTable {
  single: boolean;
  pulled: boolean;
  actor_id: string | null;
  actor_name: string | null;
  reason: string | null;
  at: InstantOrNull;
}

export interface DecisionsTable {
  request_id: string;
  seq: number;
  actor_id: string;
  actor_name: string;
  verdict: 'approve' | 'deny';
  reason: string | null;
  at: Instant;
  standing: JsonOrNull<Standing>;
}

export interface AuditTable {
  seq: BigInteger;
  at: Instant;
  event: string;
  actor_id: string | null;
  actor_name: string | null;
  request_id: string | null;
  target: string | null;
  details: Json<Record<string, unknown>>;
  previous_hash: string;
  hash: string;
}

export interface AuditHeadTable {
  single: boolean;
  seq: BigInteger;
  hash: string;
}

/** The last row of each request. */
export interface AuditLatestTable {
  request_id: string;
  seq: BigInteger;
  hash: string;
}

export interface CardCopiesTable {
  request_id: string;
  conversation_id: string;
  activity_id: string;
  shown: string | null;
  claim: string | null;
  look_at: InstantOrNull;
  meanwhile: 'changed' | 'overwritten' | null;
}

export interface CardPostsTable {
  request_id: string;
  conversation_id: string;
  purpose: string;
  state: 'claimed' | 'waiting' | 'posted' | 'unconfirmed';
  claim: string | null;
  look_at: InstantOrNull;
}

export interface ConversationsTable {
  id: string;
  tenant_id: string;
  reference: string;
  person_id: string | null;
  updated_at: Instant;
}

export interface DeliveriesTable {
  conversation_id: string;
  activity_id: string;
  at: Instant;
}

export interface ContextsTable {
  conversation_id: string;
  user_id: string;
  context: Json<ConversationContext>;
  updated_at: Instant;
}

export interface SignInLedgerTable {
  device_id: string;
  /** `2026-11-22`, in UTC. */
  day: ColumnType<Date | string, string, string>;
  alike: string;
  device_name: string | null;
  user_id: string;
  user_name: string;
  app_id: string;
  app_name: string;
  client: string | null;
  operating_system: string | null;
  trust_type: string | null;
  ip: string | null;
  country: string | null;
  risk: string | null;
  compliant: boolean | null;
  count: number;
  first_at: Instant;
  last_at: Instant;
  results: string | null;
}

export interface SignInResultsTable {
  hash: string;
  results: Json<{ id: string; result: string }[]>;
  day: ColumnType<Date | string, string, string>;
}

export interface SignInDaysTable {
  day: ColumnType<Date | string, string, string>;
  without_device: number;
}

export interface SignInSeenTable {
  id: string;
  at: Instant;
}

export interface SignInReadingTable {
  single: boolean;
  read_from: InstantOrNull;
  read_to: InstantOrNull;
  owner: string | null;
  owned_until: InstantOrNull;
}

export interface Schema {
  'drawbridge.requests': RequestsTable;
  'drawbridge.following': FollowingTable;
  'drawbridge.stop_switch': StopSwitchTable;
  'drawbridge.decisions': DecisionsTable;
  'drawbridge.audit': AuditTable;
  'drawbridge.audit_head': AuditHeadTable;
  'drawbridge.audit_latest': AuditLatestTable;
  'drawbridge.card_copies': CardCopiesTable;
  'drawbridge.card_posts': CardPostsTable;
  'drawbridge.conversations': ConversationsTable;
  'drawbridge.deliveries': DeliveriesTable;
  'drawbridge.contexts': ContextsTable;
  'drawbridge.sign_in_ledger': SignInLedgerTable;
  'drawbridge.sign_in_results': SignInResultsTable;
  'drawbridge.sign_in_days': SignInDaysTable;
  'drawbridge.sign_in_seen': SignInSeenTable;
  'drawbridge.sign_in_reading': SignInReadingTable;
}
