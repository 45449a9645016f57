import type { Route } from './route.ts';

/** `users`, `{id}`, `devices(deviceId='{deviceId}')` or `result(index={index})`, one step of a route's path. */
type Step =
  | { readonly kind: 'literal'; readonly name: string }
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'key'; readonly start: string; readonly end: string; readonly name: string };

export interface RouteMatch {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

export type Matcher = (path: string) => {
  /** Routes for the path by method. */
  readonly matches: readonly RouteMatch[];
  /** The first segment that no route knows, for the error message; undefined when a route matched. */
  readonly unknownSegment: string | undefined;
};

/** Paths are compared with regard to case; Microsoft is at places more forgiving. */
export function routeMatcher(routes: readonly Route[]): Matcher {
  const compiled = routes.map((route) => ({ route, steps: splitPath(route.path).map(parseStep) }));
  return (path) => {
    const segments = addressSegments(path);
    if (segments === undefined) return { matches: [], unknownSegment: path };
    const matches: RouteMatch[] = [];
    let deepest = 0;
    for (const { route, steps } of compiled) {
      const { params, matched } = matchSteps(steps, segments);
      deepest = Math.max(deepest, matched);
      if (params !== undefined) matches.push({ route, params });
    }
    // A literal segment beats a value: `/machines/findbyip` is no machine called findbyip.
    matches.sort((a, b) => Object.keys(a.params).length - Object.keys(b.params).length);
    return { matches, unknownSegment: matches.length > 0 ? undefined : segments[deepest] };
  };
}

function splitPath(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

const KEY_TEMPLATE = /^(?<start>\w+\(\w+=(?<quote>'?))\{(?<name>\w+)\}(?<end>\k<quote>\))$/;

function parseStep(segment: string): Step {
  const groups = KEY_TEMPLATE.exec(segment)?.groups;
  if (groups !== undefined) {
    const { start = '', end = '', name = '' } = groups;
    return { kind: 'key', start, end, name };
  }
  return segment.startsWith('{')
    ? { kind: 'value', name: segment.slice(1, -1) }
    : { kind: 'literal', name: segment };
}

/** Decoded segments, with `users('x')` taken apart into `users` and `x` as OData reads it. */
function addressSegments(path: string): string[] | undefined {
  const segments: string[] = [];
  for (const raw of splitPath(path)) {
    let segment: string;
    try {
      segment = decodeURIComponent(raw);
    } catch {
      return undefined;
    }
    const keyed = /^(?<collection>\w+)\('(?<key>(?:[^']|'')*)'\)$/.exec(segment)?.groups;
    if (keyed === undefined) segments.push(segment);
    else segments.push(keyed['collection'] ?? '', (keyed['key'] ?? '').replaceAll("''", "'"));
  }
  return segments;
}

function matchSteps(
  steps: readonly Step[],
  segments: readonly string[],
): { params: Record<string, string> | undefined; matched: number } {
  const params: Record<string, string> = {};
  let matched = 0;
  for (const [index, step] of steps.entries()) {
    const segment = segments[index];
    if (segment === undefined || !matchStep(step, segment, params)) return { params: undefined, matched };
    matched += 1;
  }
  return { params: steps.length === segments.length ? params : undefined, matched };
}

function matchStep(step: Step, segment: string, params: Record<string, string>): boolean {
  if (step.kind === 'literal') return step.name === segment;
  if (step.kind === 'value') {
    params[step.name] = segment;
    return true;
  }
  if (!segment.startsWith(step.start) || !segment.endsWith(step.end)) return false;
  params[step.name] = segment.slice(step.start.length, -step.end.length).replaceAll("''", "'");
  return true;
}
