/** How a tone looks: icon, word and style together, never colour alone. Styles follow the client's light or dark theme. */
import type { Tone } from '../domain/questions/answer.ts';

export interface ToneLook {
  readonly icon: string;
  readonly word: string;
  /** Container style of Adaptive Cards. */
  readonly style: 'good' | 'warning' | 'attention' | 'emphasis' | 'default';
}

export const TONES: Readonly<Record<Tone, ToneLook>> = {
  good: { icon: '✅', word: 'Good', style: 'good' },
  warning: { icon: '⚠️', word: 'Attention', style: 'warning' },
  bad: { icon: '⛔', word: 'Problem', style: 'attention' },
  unknown: { icon: '❔', word: 'Not fully known', style: 'emphasis' },
  neutral: { icon: 'ℹ️', word: 'Information', style: 'default' },
};
