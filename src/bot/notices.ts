/** Sentences of the bot itself. A fault is shown as a reference id that the log also carries, never as its text. */
import type { UpstreamError } from '../errors.ts';
import type { Refusal } from '../domain/approvals/service.ts';
import type { Command } from '../domain/commands.ts';
import type { Notice, Offer, Tone } from '../domain/questions/answer.ts';

const HELP: Offer = { title: 'What can you do?', intent: 'help', slots: {} };

export function refused(refusal: Refusal): Notice {
  return notice('warning', refusal.message, []);
}

export function broken(reference: string): Notice {
  return notice('bad', 'Something in Drawbridge broke, so this has no answer.', [
    'Nothing was changed by it.',
    `Reference for whoever runs Drawbridge: ${reference}`,
  ]);
}

export function upstreamFailed(error: UpstreamError, reference: string): Notice {
  return notice('unknown', 'A Microsoft service did not give an answer, so I cannot say.', [
    `${SERVICES[error.details.service]}: ${REASONS[error.code] ?? 'failed'}.`,
    ...(error.advice === undefined ? [] : [error.advice]),
    `Reference: ${reference}`,
  ]);
}

const SERVICES: Readonly<Record<UpstreamError['details']['service'], string>> = {
  graph: 'Microsoft Graph',
  defender: 'Defender for Endpoint',
  logs: 'Log Analytics',
  arm: 'Azure Resource Manager',
  ingest: 'Logs Ingestion',
  openai: 'Azure OpenAI',
};

const REASONS: Readonly<Partial<Record<UpstreamError['code'], string>>> = {
  upstream_unreachable: 'could not be reached',
  upstream_timeout: 'did not answer in time',
  upstream_throttled: 'asked us to slow down',
  upstream_forbidden: 'refused, a permission is missing',
  upstream_unauthenticated: 'did not accept our credentials',
  upstream_malformed: 'answered something that could not be read',
  credential_failed: 'no credential could be had',
};

export function overdue(reference: string): Notice {
  return notice('unknown', 'This took too long, so I stopped waiting and cannot say.', [
    'Ask again in a minute. If you asked for an action, look at the open requests first.',
    `Reference: ${reference}`,
  ]);
}

export function unidentified(): Notice {
  return notice('warning', 'Teams did not say who you are, so I did nothing.', [
    'Drawbridge needs your Entra identity. Sign in to Teams with your work account and ask again.',
  ]);
}

export function tooLarge(): Notice {
  return notice('unknown', 'The answer does not fit on a card, so nothing is shown of it.', [
    'Ask for less at once.',
  ]);
}

export function fileOnlyInPersonalChat(): Notice {
  return notice('neutral', 'Teams lets me send files in a personal chat only.', [
    'Ask me there, and take the list from the button of the answer.',
  ]);
}

export function filesNotInThisCloud(): Notice {
  return notice('neutral', 'Teams in this cloud does not let bots send files.', [
    'On the command line: drawbridge ask "…" --csv FILE',
  ]);
}

export function nothingToSend(): Notice {
  return notice('neutral', 'There is no list any more that could be sent.', []);
}

export function fileNotSent(reference: string): Notice {
  return notice('bad', 'The file could not be put into your OneDrive.', [
    'Ask for it again in a minute.',
    `Reference for whoever runs Drawbridge: ${reference}`,
  ]);
}

/** A refusal that came after its click had been answered. */
export function lateRefusal(name: string, requestId: string, message: string): Notice {
  return notice('warning', `${requestId}: the click of ${name} changed nothing.`, [message]);
}

export function welcome(commands: readonly Command[]): Notice {
  const examples = ['device.posture', 'access.explain', 'action.isolate']
    .map((intent) => commands.find((command) => command.intent === intent)?.examples[0])
    .filter((example): example is string => example !== undefined);
  return notice(
    'neutral',
    'I answer questions about devices, people and access, and carry out response actions once the right people approved them.',
    [
      ...(examples.length === 0 ? [] : ['Try:', ...examples.map((example) => `• “${example}”`)]),
      'In a team or group chat, mention me first.',
    ],
    [HELP],
  );
}

function notice(
  tone: Tone,
  headline: string,
  lines: readonly string[],
  offers: readonly Offer[] = [],
): Notice {
  return { kind: 'notice', tone, headline, lines, gaps: [], offers };
}
