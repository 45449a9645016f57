/** What somebody typed for a person, told apart by its form. */
export type UserName =
  | { readonly kind: 'upn'; readonly text: string }
  | { readonly kind: 'id'; readonly text: string }
  /** `CONTOSO\adelev`: the part after the backslash is the SAM account name. */
  | { readonly kind: 'sam'; readonly text: string; readonly domain: string; readonly account: string }
  /** A display name, a first name or an alias. */
  | { readonly kind: 'name'; readonly text: string };

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Total: any text is at least a name. */
export function userName(typed: string): UserName {
  const text = typed.trim();
  if (GUID.test(text)) return { kind: 'id', text: text.toLowerCase() };
  const slash = text.indexOf('\\');
  if (slash > 0 && slash < text.length - 1) {
    return { kind: 'sam', text, domain: text.slice(0, slash), account: text.slice(slash + 1) };
  }
  if (/^[^\s@]+@[^\s@]+$/.test(text)) return { kind: 'upn', text };
  return { kind: 'name', text };
}
