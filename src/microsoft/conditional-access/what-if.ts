/**
 * Microsoft's What If: which policies apply to a sign-in. Only when somebody asks for it: it draws on the one request a
 * second that all applications of a tenant share. Source: reference sheet conditional-access, section 8.
 */
import { z } from 'zod/v4';
import type { CallContext } from '../../domain/ports/tenant.ts';
import type { SecondOpinion, WhatIfQuestion, WhatIfResult } from '../../domain/tenant/what-if.ts';
import { READ_WHAT_IF } from '../entra/entra-permissions.ts';
import type { GraphClient, GraphRead } from '../http/graph-client.ts';
import { route } from '../http/odata.ts';
import { id, listOf, readAs, text, time } from '../http/wire.ts';
import { whatIfRequest } from './what-if-request.ts';

const EVALUATE: GraphRead = {
  route: route`/identity/conditionalAccess/evaluate`,
  permissions: READ_WHAT_IF,
  limits: ['identityProtection'],
  list: true,
};

/** Whole policies come back, with members that v1.0 does not have; only these are read. */
const result: z.ZodType<WhatIfResult> = z
  .object({
    id,
    displayName: text,
    policyApplies: z.boolean(),
    // A flags enum: one text.
    analysisReasons: z.string(),
    modifiedDateTime: time,
  })
  .transform((raw) => ({
    policyId: raw.id,
    displayName: raw.displayName ?? raw.id,
    applies: raw.policyApplies,
    reasons: raw.analysisReasons
      .split(',')
      .map((reason) => reason.trim())
      .filter((reason) => reason !== ''),
    modifiedDateTime: raw.modifiedDateTime,
  }));

/** @throws UpstreamError when there is no usable answer */
export async function askWhatIf(
  graph: GraphClient,
  context: CallContext,
  question: WhatIfQuestion,
): Promise<SecondOpinion> {
  const { body, leftOut } = whatIfRequest(question);
  const said = await graph.ask(context, EVALUATE, body);
  return { results: readAs(listOf(result), said, graph.call(context, EVALUATE)), leftOut };
}
