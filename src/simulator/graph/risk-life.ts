/** What becomes of a user's risk after somebody judged it. */
import { randomUUID } from 'node:crypto';
import type { SimulatedClock } from '../clock.ts';
import { objects, type JsonObject } from '../json.ts';
import type { TenantStore } from '../store/tenant-store.ts';

/** Seconds that Identity Protection takes to process a judgement (`isProcessing`). */
const PROCESSED_AFTER = 5;

export interface RiskJudgement {
  readonly riskState: string;
  readonly riskLevel: string;
  readonly riskDetail: string;
}

interface Order {
  readonly judgement: RiskJudgement;
  readonly by: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** The judgement that a risky user waits for; a later one takes its place (UNCONFIRMED). */
const orders = new WeakMap<JsonObject, Order>();

export function judgeRisk(user: JsonObject, order: Order): void {
  user['isProcessing'] = true;
  orders.set(user, order);
}

/** Brings all risky users to where they stand by now. */
export function settleRiskyUsers(store: TenantStore, clock: SimulatedClock): void {
  for (const user of store.list('riskyUsers')) {
    const order = orders.get(user);
    const processed = order === undefined ? Number.NaN : order.at + PROCESSED_AFTER * 1000;
    if (order === undefined || clock.now().getTime() < processed) continue;
    orders.delete(user);
    settle(store, user, order, new Date(processed).toISOString());
  }
}

function settle(store: TenantStore, user: JsonObject, { judgement, by }: Order, at: string): void {
  const before = historyOf(user);
  Object.assign(user, judgement, { isProcessing: false, riskLastUpdatedDateTime: at });
  user['history'] = [...before, historyItem(user, by)];
  if (judgement.riskLevel === 'none') closeDetections(store, user, judgement, at);
}

/** Who is no risk any more has no open detections. */
function closeDetections(store: TenantStore, user: JsonObject, judgement: RiskJudgement, at: string): void {
  const { riskState, riskDetail } = judgement;
  for (const detection of store.list('riskDetections')) {
    if (detection['userId'] !== user['id'] || detection['riskState'] !== 'atRisk') continue;
    Object.assign(detection, { riskState, riskDetail, lastUpdatedDateTime: at });
  }
}

/** `history` of riskyUsers.json; without it the one state that is known. */
export function historyOf(user: JsonObject): JsonObject[] {
  const kept = objects(user['history']);
  return kept.length > 0 || user['riskState'] === 'none' ? kept : [historyItem(user, null)];
}

function historyItem(user: JsonObject, initiatedBy: string | null): JsonObject {
  return {
    ...user,
    history: [],
    id: randomUUID(),
    userId: user['id'] ?? null,
    initiatedBy,
    activity: { riskEventTypes: [], detail: user['riskDetail'] ?? 'none' },
  };
}
