/** JSON that reads well in a diff: two spaces, and one line for whatever fits on one. */
const WIDTH = 260;

const inline = (value: unknown): string => {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${value.map(inline).join(', ')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).filter(([, one]) => one !== undefined);
    return entries.length === 0
      ? '{}'
      : `{ ${entries.map(([key, one]) => `${JSON.stringify(key)}: ${inline(one)}`).join(', ')} }`;
  }
  return JSON.stringify(value);
};

export function formatJson(value: unknown, indent = ''): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const flat = inline(value);
  // The outermost level is always broken up, so that each object of a file begins a line.
  if (indent !== '' && indent.length + flat.length <= WIDTH) return flat;
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[\n${value.map((one) => deeper + formatJson(one, deeper)).join(',\n')}\n${indent}]`;
  }
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  const lines = entries.map(([key, one]) => `${deeper}${JSON.stringify(key)}: ${formatJson(one, deeper)}`);
  return `{\n${lines.join(',\n')}\n${indent}}`;
}
