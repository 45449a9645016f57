/** Ids of response requests: short enough to say on the phone, no letters or digits that look or sound alike. */

/** No 0/O, 1/I/L, 5/S, 8/B, 2/Z, U/V pairs: the one of each pair that is used stands for both when typed. */
const ALPHABET = '23456789ACDEFGHJKMNPQRTWXY';
const LENGTH = 5;

const OF_ALPHABET = new RegExp(`^[${ALPHABET}]+$`);

/** Bytes from here on are thrown away, so that every letter is equally likely. */
const FAIR_BELOW = 256 - (256 % ALPHABET.length);

/** `R-7F3K2` from random bytes; asks for more when too many had to be thrown away. */
export function newRequestId(randomBytes: (count: number) => Uint8Array): string {
  let id = '';
  while (id.length < LENGTH) {
    for (const byte of randomBytes(LENGTH * 2)) {
      if (byte < FAIR_BELOW && id.length < LENGTH) id += ALPHABET.charAt(byte % ALPHABET.length);
    }
  }
  return `R-${id}`;
}

/** An id as people type it (`r-7f3k2`, `R 7F3K2`, `7f3k2`) in its stored form; null when it cannot be one. */
export function parseRequestId(typed: string): string | null {
  const match = /^(?:R[\s-]*)?([0-9A-Z]{5})$/.exec(typed.trim().toUpperCase());
  if (match?.[1] === undefined) return null;
  const letters = match[1].replaceAll('B', '8').replaceAll('S', '5').replaceAll('Z', '2');
  return OF_ALPHABET.test(letters) ? `R-${letters}` : null;
}
