import type { Refusal } from '../../refusal.ts';
import { badRequest } from '../graph-errors.ts';

/** The text is not a query as far as the imitation reads one. `at` counts characters from 0; wording UNCONFIRMED. */
export function syntaxError(query: string, at: number, what: string): Refusal {
  const lines = query.slice(0, at).split('\n');
  const column = (lines.at(-1) ?? '').length + 1;
  return badRequest(
    `Syntax Error: Query could not be parsed at line ${lines.length}, position ${column}: ${what}. Fix syntax errors in your query.`,
  );
}

/** Readable, but it means nothing: a column that is not there, a comparison of unlike things. */
export function semanticError(operator: string, what: string): Refusal {
  return badRequest(`'${operator}' operator: ${what}. Fix semantic errors in your query.`);
}

export function unknownTable(name: string): Refusal {
  return badRequest(
    `Failed to resolve table or column expression named '${name}'. Fix semantic errors in your query.`,
  );
}

/** `where` words it differently from the other operators. */
export function unknownColumn(operator: string, name: string): Refusal {
  const what = operator === 'where' ? 'column or scalar expression' : 'scalar expression';
  return semanticError(operator, `Failed to resolve ${what} named '${name}'`);
}
