/** Defender for Endpoint's own indicators. Reference sheet mde-api, section 6. */
import { z } from 'zod/v4';
import { UpstreamError } from '../../errors.ts';
import type { Clock, Indicators } from '../../domain/ports/tenant.ts';
import type { Indicator, IndicatorKind } from '../../domain/tenant/indicator.ts';
import type { DefenderRead, DefenderWrite } from '../http/defender-client.ts';
import { anyOf, odata, route } from '../http/odata.ts';
import { filledText, id, listOf, readAs, texts, time } from '../http/wire.ts';
import * as may from './defender-permissions.ts';
import type { EndpointsOptions } from './endpoints.ts';

const TYPES: Readonly<Record<IndicatorKind, string>> = {
  sha256: 'FileSha256',
  sha1: 'FileSha1',
  ip: 'IpAddress',
  url: 'Url',
  domain: 'DomainName',
  certificate: 'CertificateThumbprint',
};
const KINDS = new Map(Object.entries(TYPES).map(([kind, type]) => [type, kind as IndicatorKind]));

const indicator: z.ZodType<Indicator> = z
  .object({
    id: z.union([id, z.number()]).transform(String),
    indicatorValue: id,
    indicatorType: id,
    action: id,
    title: filledText,
    description: filledText,
    // The resource's table prints `createdBySource`, its JSON `source` (CONFLICT).
    source: filledText,
    createdBySource: filledText,
    createdByDisplayName: filledText,
    creationTimeDateTimeUtc: time,
    expirationTime: time,
    rbacGroupNames: texts,
  })
  .transform((one) => ({
    id: one.id,
    value: one.indicatorValue,
    kind: KINDS.get(one.indicatorType) ?? null,
    action: one.action,
    title: one.title,
    description: one.description,
    madeBy: one.createdByDisplayName ?? one.source ?? one.createdBySource,
    madeAt: one.creationTimeDateTimeUtc,
    expiresAt: one.expirationTime,
    deviceGroups: one.rbacGroupNames,
  }));

const counted = z.object({ id: z.unknown() });
/** `$top` and `$skip` go that far (section 2). */
const PAGE = 10_000;
const HOUR_MS = 3_600_000;
const LONGEST_TITLE = 100;

export function createIndicators({
  defender,
  context,
  once,
  clock,
}: EndpointsOptions & { readonly clock: Clock }): Indicators {
  const list = async <T>(schema: z.ZodType<T>, read: DefenderRead): Promise<readonly T[]> =>
    readAs(listOf(schema), await defender.list(context, read), defender.call(context, read));
  const page = (skip: number): Promise<readonly unknown[]> =>
    list(counted, {
      route: route`/api/indicators`,
      query: { $top: PAGE, ...(skip === 0 ? {} : { $skip: skip }) },
      permissions: may.INDICATORS,
    });
  return {
    // What is followed is asked anew every time.
    async of(value) {
      const forms = [...new Set([value, ...(/^[0-9a-f]+$/.test(value) ? [value.toUpperCase()] : [])])];
      const found = await list(indicator, {
        route: route`/api/indicators`,
        query: { $filter: anyOf(forms.map((form) => odata`indicatorValue eq ${form}`)) },
        permissions: may.INDICATORS,
      });
      // Looked at once more: acting on the wrong one is worse than finding none.
      return found.filter((one) => one.value.toLowerCase() === value.toLowerCase());
    },
    async count() {
      const first = await page(0);
      return first.length < PAGE ? first.length : first.length + (await page(PAGE)).length;
    },
    async block({ value, kind, action, hours, comment }) {
      const order: DefenderWrite = {
        route: route`/api/indicators`,
        body: {
          indicatorValue: value,
          indicatorType: TYPES[kind],
          action,
          title: `Drawbridge: ${value.slice(0, LONGEST_TITLE)}`,
          description: comment,
          severity: 'High',
          expirationTime: new Date(clock.now().getTime() + hours * HOUR_MS).toISOString(),
          generateAlert: true,
          rbacGroupNames: [],
        },
        permissions: may.INDICATORS,
      };
      once.forget();
      return readAs(indicator, await defender.post(context, order), defender.writeCall(context, order));
    },
    // How a single one is deleted is UNCONFIRMED (section 11); a batch of one is not.
    async remove({ indicatorId }) {
      once.forget();
      await defender.send(context, {
        route: route`/api/indicators/BatchDelete`,
        body: { IndicatorIds: [indicatorId] },
        permissions: may.INDICATORS,
      });
    },
  };
}

/** Where Defender for Endpoint is not part of the installation. */
export function noIndicators(): Indicators {
  const refuse = (): Promise<never> =>
    Promise.reject(
      new UpstreamError('upstream_not_configured', 'Defender for Endpoint is not configured', {
        service: 'defender',
        operation: 'Defender for Endpoint',
        mayHaveArrived: false,
      }),
    );
  return { of: refuse, count: refuse, block: refuse, remove: refuse };
}
