/** What every part may say about its own work. Fields never carry message text, tokens or whole payloads. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields & { readonly error?: string }): void;
}

export interface Metrics {
  message(intent: string, outcome: string): void;
  replySeconds(seconds: number): void;
  upstreamSeconds(service: string, status: string, seconds: number): void;
  request(action: string, state: string): void;
  jobs(queue: string, state: string, count: number): void;
}
