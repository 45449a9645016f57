/** What the sensor of a device reported of it (advanced hunting). */
import type { IsoTime } from './evidence.ts';

/** A connection that succeeded. */
export interface NetworkConnection {
  readonly at: IsoTime;
  /** File name of the program that made it. */
  readonly process: string | null;
  readonly remoteIp: string | null;
  readonly remoteUrl: string | null;
  readonly remotePort: number | null;
}

/** A program that was kept from running. */
export interface BlockedProgram {
  readonly at: IsoTime;
  readonly fileName: string | null;
}
