/** Three-valued logic (Kleene): `unknown` stays unknown unless the rest decides. */
export type Truth = boolean | 'unknown';

export function not(a: Truth): Truth {
  return a === 'unknown' ? a : !a;
}

export function and(a: Truth, b: Truth): Truth {
  if (a === false || b === false) return false;
  return a === true ? b : a;
}

export function or(a: Truth, b: Truth): Truth {
  if (a === true || b === true) return true;
  return a === false ? b : a;
}
