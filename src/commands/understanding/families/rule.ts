/** The two kinds of rule the grammar is made of. Families hold data only; reading is done elsewhere. */
import type { IntentName } from '../../../domain/intents.ts';

/** Something to be done. Its phrases must explain the whole sentence, apart from politeness and a reason. */
export interface RequestRule {
  readonly intent: IntentName;
  /** In the base form ("isolate {device}"); see phrases.ts for the notation, slots.ts for the slots. */
  readonly phrases: readonly string[];
  /** Slots that the wording settles. */
  readonly slots?: Readonly<Record<string, string>>;
  /** A phrase without a verb ("isolation of X") is a request only if something polite or urgent says so. */
  readonly onlyPolite?: boolean;
  /** The phrase itself is a polite question ("could I get X isolated"): a question mark at the end is no doubt. */
  readonly question?: boolean;
  /** Also understood as "get X isolated": the participle. */
  readonly participle?: string;
}

/** Something to be answered. One of its cues must be there; the rest of the sentence counts for or against it. */
export interface QuestionRule {
  readonly intent: IntentName;
  /** Names of concepts (cues.ts): the first list is the subject matter, one of which must be there. */
  readonly cues: readonly string[];
  /** Groups of concepts of which one each must be there too. */
  readonly also?: readonly (readonly string[])[];
  readonly without?: readonly string[];
  readonly subject: 'device' | 'user' | 'none';
  /** How telling the cues are: 1 generic ("status"), 3 plain ("vulnerabilities"), 5 unmistakable ("on call"). */
  readonly weight: number;
  /** Slots that the wording settles. */
  readonly slots?: Readonly<Record<string, string>>;
  /** Extra slots read from anywhere in the sentence. */
  readonly reads?: readonly (
    'hours' | 'since' | 'severity' | 'alertStatus' | 'incidentStatus' | 'only' | 'devices'
  )[];
  /** May be asked in words that also name an action ("who isolated X"). */
  readonly aboutActions?: boolean;
}
