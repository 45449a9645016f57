/** The platform of Conditional Access behind the name of an operating system. */
import type { Platform } from './facts.ts';

const SYSTEMS: readonly (readonly [words: RegExp, platform: Platform])[] = [
  [/^windows ?phone/i, 'windowsPhone'],
  [/^windows/i, 'windows'],
  [/^(ios|ipados|iphone|ipad)/i, 'iOS'],
  [/^android/i, 'android'],
  [/^mac/i, 'macOS'],
  [/^(linux|ubuntu|redhat|rhel|debian|fedora)/i, 'linux'],
];

/** Undefined = not said; null = a system that Conditional Access does not recognise. */
export function platformOfSystem(operatingSystem: string | null | undefined): Platform | null | undefined {
  const text = operatingSystem?.trim() ?? '';
  if (text === '') return undefined;
  return SYSTEMS.find(([words]) => words.test(text))?.[1] ?? null;
}
