/** A query as it is read. */
import type { KqlType } from './kql-values.ts';

export interface Literal {
  readonly kind: 'literal';
  readonly type: KqlType;
  readonly value: string | number | boolean;
}

export type Comparison = '==' | '!=' | '=~' | '!~' | '<' | '<=' | '>' | '>=';
export type TextOperator = 'contains' | 'has' | 'startswith' | 'endswith';

export type Expression =
  | Literal
  | { readonly kind: 'column'; readonly name: string }
  | { readonly kind: 'and' | 'or'; readonly terms: readonly Expression[] }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'isempty'; readonly of: Expression }
  | {
      readonly kind: 'compare';
      readonly operator: Comparison;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'text';
      readonly operator: TextOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'in';
      readonly ignoreCase: boolean;
      readonly of: Expression;
      readonly values: readonly Literal[];
    };

/** `Name = expression`; a column alone carries its own name. */
export interface Named {
  readonly name: string;
  readonly expression: Expression;
}

export interface Aggregate {
  /** As given before `=`. */
  readonly name: string | undefined;
  readonly function: string;
  readonly arguments: readonly Expression[];
  /** `arg_max(Timestamp, *)` */
  readonly star: boolean;
}

export interface Order {
  readonly column: string;
  readonly descending: boolean;
}

export type Step =
  | { readonly operator: 'where'; readonly condition: Expression }
  | { readonly operator: 'extend' | 'project'; readonly columns: readonly Named[] }
  | {
      readonly operator: 'summarize';
      readonly aggregates: readonly Aggregate[];
      readonly by: readonly string[];
    }
  | { readonly operator: 'sort'; readonly by: readonly Order[] }
  | { readonly operator: 'top'; readonly rows: number; readonly by: Order }
  | { readonly operator: 'take'; readonly rows: number }
  | { readonly operator: 'count' };

export interface Query {
  readonly table: string;
  readonly steps: readonly Step[];
}
