/**
 * The errors of the product. A thrown error means that something broke; expected outcomes are return values.
 * Grammar of messages: lower case, no full stop, foreign text in backticks; `advice` is one line that says what to do.
 * Codes are stable: logs, cards and the audit record refer to them.
 */
export type ErrorCode =
  | 'config_invalid'
  | 'usage'
  | 'upstream_unreachable'
  | 'upstream_timeout'
  | 'upstream_throttled'
  | 'upstream_forbidden'
  | 'upstream_unauthenticated'
  | 'upstream_rejected'
  | 'upstream_failed'
  | 'upstream_malformed'
  | 'upstream_not_configured'
  | 'credential_failed'
  | 'storage_failed'
  | 'storage_conflict'
  | 'policy_invalid'
  | 'tenant_invalid'
  | 'card_too_large'
  | 'internal';

export class DrawbridgeError extends Error {
  readonly code: ErrorCode;
  /** One line: what the reader can do about it. */
  readonly advice: string | undefined;

  constructor(code: ErrorCode, message: string, options: { advice?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.advice = options.advice;
  }
}

/** For logs and traces: our stable code or the name of the class, never the message, which may hold what was answered. */
export function faultCode(error: unknown): string {
  if (error instanceof DrawbridgeError) return error.code;
  return error instanceof Error ? error.name : 'unknown';
}

/** Something the person at the keyboard typed wrongly: exit code 2. */
export class UsageError extends DrawbridgeError {
  constructor(message: string, advice?: string) {
    super('usage', message, advice === undefined ? {} : { advice });
  }
}

/** One fault of the configuration. */
export interface ConfigFault {
  readonly name: string;
  readonly problem: string;
  readonly example: string;
}

/** All faults of the configuration at once: exit code 2. */
export class ConfigError extends DrawbridgeError {
  readonly faults: readonly ConfigFault[];
  constructor(faults: readonly ConfigFault[]) {
    super('config_invalid', faults.map((f) => `${f.name}: ${f.problem} (example: ${f.example})`).join('; '));
    this.faults = faults;
  }
}

/** A file that people write (policy.yaml, a tenant's JSON) does not hold what it must. */
export class FileFaultError extends DrawbridgeError {
  readonly file: string;
  readonly line: number | undefined;
  constructor(
    code: 'policy_invalid' | 'tenant_invalid',
    file: string,
    line: number | undefined,
    reason: string,
    options: { advice?: string; cause?: unknown } = {},
  ) {
    super(code, `${file}${line === undefined ? '' : `:${line}`}: ${reason}`, options);
    this.file = file;
    this.line = line;
  }
}

export type UpstreamService = 'graph' | 'defender' | 'logs' | 'arm' | 'ingest' | 'openai';

export interface UpstreamDetails {
  readonly service: UpstreamService;
  /** Method and path without query values: `GET /deviceManagement/managedDevices`. */
  readonly operation: string;
  readonly status?: number;
  /** Microsoft's `error.code`, e.g. `ActiveRequestAlreadyExists`. */
  readonly vendorCode?: string;
  readonly requestId?: string;
  readonly retryAfterSeconds?: number;
  /** For `upstream_forbidden`: application permissions any one of which would do. */
  readonly permissions?: readonly string[];
  /** True when the request may have reached the service although no answer came (a write must then be reconciled). */
  readonly mayHaveArrived?: boolean;
}

/** A call to a Microsoft service did not give an answer that can be used. Carries no header, token or body. */
export class UpstreamError extends DrawbridgeError {
  readonly details: UpstreamDetails;
  constructor(
    code: Extract<ErrorCode, `upstream_${string}` | 'credential_failed'>,
    message: string,
    details: UpstreamDetails,
    options: { advice?: string; cause?: unknown } = {},
  ) {
    super(code, message, options);
    this.details = details;
  }
}

/** The stored state moved on since it was read; the caller must look again. */
export class ConflictError extends DrawbridgeError {
  constructor(message: string) {
    super('storage_conflict', message);
  }
}
