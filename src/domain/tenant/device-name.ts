/** What somebody typed for a device, told apart by its form. Resolving it to an object is the directory's work. */
export type DeviceName =
  | { readonly kind: 'hostname'; readonly text: string }
  /** Host and domain: `fin-lt-042.contoso.example`. */
  | { readonly kind: 'fqdn'; readonly text: string; readonly host: string }
  /** An Entra `deviceId`, a directory object id or an Intune id: all look alike. */
  | { readonly kind: 'guid'; readonly text: string }
  /** A Defender machine id: 40 hexadecimal characters. */
  | { readonly kind: 'machineId'; readonly text: string };

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const MACHINE_ID = /^[0-9a-f]{40}$/i;
const FQDN = /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/i;

/** Total: any text is at least a host name. */
export function deviceName(typed: string): DeviceName {
  const text = typed.trim();
  if (GUID.test(text)) return { kind: 'guid', text: text.toLowerCase() };
  if (MACHINE_ID.test(text)) return { kind: 'machineId', text: text.toLowerCase() };
  if (FQDN.test(text)) return { kind: 'fqdn', text, host: text.slice(0, text.indexOf('.')) };
  return { kind: 'hostname', text };
}
