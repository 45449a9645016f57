/**
 * The `Log` port on pino: JSON lines on standard error (standard output belongs to answers). What must never be
 * written is kept out here as well, whatever a caller hands in: secrets by their name and by their look.
 */
import { destination as openDestination, pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import type { Log, LogFields } from './domain/ports/telemetry.ts';

const STANDARD_ERROR = 2;
const REDACTED = '[redacted]';
/** Longer values are cut: a payload has no business here. */
const MAX_VALUE = 500;

const SECRET_NAME =
  /(authorization|token|secret|password|passwd|cookie|credential|apikey|connectionstring|^key$|^text$|^body$|^payload$)/i;
const SECRET_VALUES = [
  /\bBearer\s+[\w.~+/=-]+/gi,
  // A JSON web token.
  /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g,
  // A shared access signature, or a token in an address.
  /([?&](?:sig|code|access_token|client_secret)=)[^&\s]+/gi,
  // User and password in an address.
  /(:\/\/)[^/\s@]+@/g,
];

/** @param level a pino level, or `silent` */
export function createLog(level: string, stream?: DestinationStream): Log {
  const logger = pino(
    {
      level,
      base: null,
      messageKey: 'event',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream ?? openDestination({ dest: STANDARD_ERROR, sync: true }),
  );
  return {
    debug: (event, fields) => {
      write(logger, 'debug', event, fields);
    },
    info: (event, fields) => {
      write(logger, 'info', event, fields);
    },
    warn: (event, fields) => {
      write(logger, 'warn', event, fields);
    },
    error: (event, fields) => {
      write(logger, 'error', event, fields);
    },
  };
}

function write(
  logger: Logger,
  level: 'debug' | 'info' | 'warn' | 'error',
  event: string,
  fields: LogFields = {},
): void {
  if (!logger.isLevelEnabled(level)) return;
  logger[level](clean(fields), event);
}

function clean(fields: LogFields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      if (SECRET_NAME.test(name)) return [name, REDACTED];
      return [name, typeof value === 'string' ? cleanText(value) : value];
    }),
  );
}

function cleanText(value: string): string {
  const safe = SECRET_VALUES.reduce(
    (text, pattern) =>
      text.replace(pattern, (_, kept: unknown) => (typeof kept === 'string' ? kept : '') + REDACTED),
    value,
  );
  return safe.length > MAX_VALUE ? `${safe.slice(0, MAX_VALUE)}…` : safe;
}
