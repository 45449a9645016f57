/** Reads what matters of a PNG's header (PNG specification, chunk IHDR). */

export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Has an alpha channel. */
  readonly alpha: boolean;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Grey with alpha, and colour with alpha. */
const ALPHA_TYPES: ReadonlySet<number> = new Set([4, 6]);

/** @returns null when it is not a PNG */
export function readPngHeader(bytes: Uint8Array): PngHeader | null {
  if (bytes.length < 33 || !SIGNATURE.every((byte, i) => bytes[i] === byte)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Length 13 and the letters IHDR.
  if (view.getUint32(8) !== 13 || view.getUint32(12) !== 0x49484452) return null;
  return { width: view.getUint32(16), height: view.getUint32(20), alpha: ALPHA_TYPES.has(view.getUint8(25)) };
}
