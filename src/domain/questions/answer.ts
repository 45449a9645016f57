/**
 * What a question yields: verdict first, then reasons, evidence, gaps, and what can be done. All text is plain text
 * (never markdown): the cards escape it. An answer whose sources did not all speak keeps its gaps with it.
 */
import type { Gap, IsoTime, SourceName } from '../tenant/evidence.ts';
import type { IntentName } from '../intents.ts';

/** How it looks; every tone also has a word and an icon, never colour alone. `unknown` is not `good`. */
export type Tone = 'good' | 'warning' | 'bad' | 'unknown' | 'neutral';

/** A fact's value: text, or an instant shown relative with the absolute beside it. */
export type FactValue = string | { readonly time: IsoTime };

export interface Fact {
  readonly label: string;
  readonly value: FactValue;
  readonly tone?: Tone;
  readonly source: SourceName;
  /** When the service itself last learned it (last check-in, last report); null = live when asked. */
  readonly asOf: IsoTime | null;
}

/** One line of a list: a policy, an alert, a vulnerability, a sign-in. */
export interface ListItem {
  readonly title: string;
  readonly detail?: string;
  readonly tone?: Tone;
  readonly at?: IsoTime;
}

export interface Section {
  readonly title: string;
  readonly source: SourceName;
  /** When Drawbridge asked. */
  readonly askedAt: IsoTime;
  readonly facts: readonly Fact[];
  readonly items: readonly ListItem[];
  /** How many items there are beyond those listed. */
  readonly more: number;
  /** Shown folded at first. */
  readonly folded: boolean;
}

/** Something that can be asked or done next; a button. Slots hold ids, never decisions. */
export interface Offer {
  readonly title: string;
  readonly intent: IntentName;
  readonly slots: Readonly<Record<string, string>>;
  readonly style?: 'default' | 'positive' | 'destructive';
}

export interface Subject {
  readonly kind: 'device' | 'user';
  /** As people know it. */
  readonly name: string;
  /** The ids by which it is found again: remembered as "it" in the conversation. */
  readonly reference: string;
}

/** The question that is answered, where a language model made it of the sentence that was typed. */
type ReadAs = string;

/** Bars side by side; the number stands beside each as text. */
export interface Chart {
  readonly title: string;
  readonly bars: readonly { readonly label: string; readonly value: number; readonly text: string }[];
}

/** All of what an answer is about, where a card has room for a part only. */
export interface Table {
  /** Of a file, without its extension. */
  readonly name: string;
  /** What the answer was asked with, so that the list can be made again; absent = not by a button. */
  readonly slots?: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Answer {
  readonly kind: 'answer';
  readonly intent: IntentName;
  readonly subject: Subject | null;
  readonly tone: Tone;
  /** The verdict in one sentence. */
  readonly headline: string;
  /** Why, in sentences; disagreements between services first. */
  readonly reasons: readonly string[];
  readonly chart?: Chart;
  readonly sections: readonly Section[];
  readonly gaps: readonly Gap[];
  readonly offers: readonly Offer[];
  readonly table?: Table;
  readonly readAs?: ReadAs;
}

/** Several objects fit the name: the person chooses, nothing is guessed. */
export interface Choice {
  readonly kind: 'choice';
  readonly headline: string;
  readonly candidates: readonly { readonly title: string; readonly detail: string; readonly offer: Offer }[];
  readonly gaps: readonly Gap[];
  readonly readAs?: ReadAs;
}

/** An action was asked for and did not become a request: what the record says of it. */
export interface RefusedAsk {
  /** Null when the sentence names no single one. */
  readonly target: string | null;
  readonly code: 'severalTargets' | 'notPossible' | 'notInThisForm' | 'notLookedAt';
}

/** A plain message: not found, not allowed, not available yet, not understood, done. */
export interface Notice {
  readonly kind: 'notice';
  readonly tone: Tone;
  readonly headline: string;
  readonly lines: readonly string[];
  readonly gaps: readonly Gap[];
  readonly offers: readonly Offer[];
  readonly readAs?: ReadAs;
  readonly refusedAsk?: RefusedAsk;
}

/** The card of a response request; everything on it comes from the store by this id. */
export interface RequestReply {
  readonly kind: 'request';
  readonly requestId: string;
}

export type Reply = Answer | Choice | Notice | RequestReply;
