/** One thing wrong with a tenant folder. `line` counts from 1 and is absent when the whole file is meant. */
export interface TenantFault {
  readonly file: string;
  readonly line?: number;
  readonly reason: string;
}

/** A tenant folder that cannot be used: every fault of every file at once. */
export class TenantFileError extends Error {
  readonly faults: readonly TenantFault[];

  constructor(faults: readonly TenantFault[]) {
    super(`broken tenant files: ${faults.map(faultLine).join('; ')}`);
    this.name = 'TenantFileError';
    this.faults = faults;
  }
}

/** `users.json:12: id is given twice`. */
export function faultLine(fault: TenantFault): string {
  const where = fault.line === undefined ? fault.file : `${fault.file}:${fault.line}`;
  return `${where}: ${fault.reason}`;
}
