/** What a sign-in comes to, in words. */
import type { Outcome } from '../conditional-access/outcome.ts';
import type { AccessNames } from './access-words.ts';
import { controlWords, listWords } from './access-words.ts';

/** `gets in with multifactor authentication`. */
export function outcomeWords({ verdict, requiredControls }: Outcome, names: AccessNames): string {
  switch (verdict) {
    case 'allowed':
      return 'gets in';
    case 'allowedWithControls':
      return `gets in with ${listWords(requiredControls.map((entry) => controlWords(entry, names)))}`;
    case 'blocked':
      return 'is kept out';
    case 'undetermined':
      return 'not known';
  }
}
