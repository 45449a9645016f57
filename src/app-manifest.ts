/**
 * What Microsoft's Teams app manifest schema, version 1.29, asks of the members that this app uses; any other member is a
 * fault, as it is there. Reference sheet teams-bot, section 6. Titles and counts of commands stay within what older
 * clients show.
 */
import { z } from 'zod/v4';

const guid = z.string().regex(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i, 'must be a GUID');
const url = z
  .string()
  .max(2048)
  .regex(/^https:\/\/[^/]/i, 'must be an https address');
const relativePath = z
  .string()
  .max(2048)
  .regex(/^[^/\\:]+$/, 'must be a file at the root of the package');
const line = (max: number): z.ZodString => z.string().min(1, 'must not be empty').max(max);

const scope = z.enum(['personal', 'team', 'groupChat']);

const commandList = z.strictObject({
  scopes: z.array(scope).min(1).max(3),
  commands: z.array(z.strictObject({ title: line(32), description: line(128) })).max(10),
});

const bot = z.strictObject({
  botId: guid,
  scopes: z.array(scope).min(1).max(4),
  isNotificationOnly: z.boolean().optional(),
  supportsFiles: z.boolean().optional(),
  supportsCalling: z.boolean().optional(),
  supportsVideo: z.boolean().optional(),
  commandLists: z.array(commandList).max(3).optional(),
});

export const manifestSchema = z.strictObject({
  $schema: z.string().optional(),
  manifestVersion: z.literal('1.29'),
  version: z
    .string()
    .max(256)
    .regex(/^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/, 'must be like 1.2.3'),
  id: guid,
  developer: z.strictObject({ name: line(32), websiteUrl: url, privacyUrl: url, termsOfUseUrl: url }),
  name: z.strictObject({ short: line(30), full: line(100).optional() }),
  description: z.strictObject({ short: line(80), full: line(4000) }),
  icons: z.strictObject({ color: relativePath, outline: relativePath }),
  accentColor: z.string().regex(/^#[0-9a-f]{6}$/i, 'must be like #173254'),
  bots: z.array(bot).length(1),
  permissions: z.array(z.enum(['identity', 'messageTeamMembers'])).max(2),
  validDomains: z.array(z.string().max(2048)).max(100),
  defaultInstallScope: scope,
});
