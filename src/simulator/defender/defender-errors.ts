import type { Json } from '../json.ts';
import { Refusal } from '../refusal.ts';

/** Defender's error body; `target` is a correlation id, not a property. */
export function defenderErrorBody(refusal: Refusal, requestId: string): Json {
  return { error: { code: refusal.code, message: refusal.message, target: requestId } };
}

export function odataError(message: string): Refusal {
  return new Refusal(400, 'ODataError', message);
}

export function invalidBody(message: string): Refusal {
  return new Refusal(400, 'InvalidRequestBody', message);
}

export function missingParameter(name: string): Refusal {
  return new Refusal(400, 'MissingRequiredParameter', `Parameter ${name} is missing.`);
}

export function resourceNotFound(what: string, id: string): Refusal {
  return new Refusal(404, 'ResourceNotFound', `${what} ${id} was not found`);
}

export function forbidden(): Refusal {
  return new Refusal(403, 'Forbidden', 'The application does not have any of the required roles.');
}

/** A value that the documentation rules out; which code the service gives to each is UNCONFIRMED. */
export function invalidInput(what: string): Refusal {
  return new Refusal(400, 'InvalidInput', `Invalid input ${what}.`);
}

export function batchTooLarge(received: number, allowed: number): Refusal {
  return new Refusal(
    400,
    'MaximumBatchSizeExceeded',
    `Maximum batch size exceeded. Received: ${received}, allowed: ${allowed}.`,
  );
}
