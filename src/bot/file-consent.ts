/**
 * What Teams says when somebody accepts or declines a file (`fileConsent/invoke`), read strictly. The context is our
 * own, but the client sends it back: it names a question and nothing else.
 */
import { z } from 'zod/v4';
import type { Intent } from '../domain/intents.ts';
import { readListQuestion } from './card-click.ts';

const consentSchema = z.looseObject({
  type: z.literal('fileUpload'),
  action: z.enum(['accept', 'decline']),
  context: z.unknown(),
  uploadInfo: z
    .looseObject({
      uploadUrl: z.string().min(1).max(4096),
      contentUrl: z.string().min(1).max(4096),
      name: z.string().min(1).max(400),
      uniqueId: z.string().min(1).max(256),
      fileType: z.string().max(64),
    })
    .nullish(),
});

export interface UploadPlace {
  readonly uploadUrl: string;
  readonly contentUrl: string;
  readonly name: string;
  readonly uniqueId: string;
  readonly fileType: string;
}

export type FileConsent =
  | { readonly kind: 'declined' }
  | { readonly kind: 'accepted'; readonly intent: Intent; readonly place: UploadPlace };

/** null = it cannot be read. */
export function readFileConsent(value: unknown): FileConsent | null {
  const read = consentSchema.safeParse(value);
  if (!read.success) return null;
  const { action, context, uploadInfo } = read.data;
  if (action === 'decline') return { kind: 'declined' };
  const intent = readListQuestion(context);
  if (intent === null || uploadInfo === null || uploadInfo === undefined) return null;
  const { uploadUrl, contentUrl, name, uniqueId, fileType } = uploadInfo;
  return { kind: 'accepted', intent, place: { uploadUrl, contentUrl, name, uniqueId, fileType } };
}
