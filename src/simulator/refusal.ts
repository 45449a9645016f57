/**
 * A request that the imitated service would refuse. Each service prints it in a body of its own
 * (`graph/graph-errors.ts`, `defender/defender-errors.ts`, `azure/arm-errors.ts`).
 */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}
