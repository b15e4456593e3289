/**
 * The closed list of errors. Each has a type (stable, seen in the Web UI and in logs), whether trying again can help,
 * and a message that is the operator's sentence. Messages carry ids and numbers, never names or IBANs.
 */
export const errorTypes = {
  INVALID_INPUT: { retry: false, meaning: 'what was given breaks a rule; the message names field, value and rule' },
  NOT_FOUND: { retry: false, meaning: 'the row that was named does not exist' },
  CONFLICT: { retry: false, meaning: 'the action is not allowed in the present state; the message names what is' },
  REFUSED: { retry: false, meaning: 'a rule of the business refuses it (inactive system, same person, no role)' },
  FILE_UNREADABLE: { retry: false, meaning: 'an inbound file is not what it says; the message names line and rule' },
  BROKEN_PROMISE: { retry: false, meaning: 'something that must hold does not (a hash differs); a person must look' },
  IN_DOUBT: {
    retry: true,
    meaning: 'the answer to an effect was lost; the next attempt looks before it does anything',
  },
  STORAGE: { retry: true, meaning: 'the database could not do it now' },
  EXCHANGE: { retry: true, meaning: 'the directory or server of the bank could not be used now' },
  ARCHIVE: { retry: true, meaning: 'the archive could not be written or read now' },
  MAIL: { retry: true, meaning: 'the mail server could not be reached, or takes nothing now' },
  MAIL_REFUSED: { retry: true, meaning: 'the mail server does not take this message; it may take others' },
  ACCOUNTING: { retry: true, meaning: 'the accounting package could not be reached, or gave no clear answer' },
  TEMPORAL: { retry: true, meaning: 'the Temporal server could not be reached' },
} as const;

export type ErrorType = keyof typeof errorTypes;

/** The only error class of the project. Boundaries map it (activities to ApplicationFailure, the command to exit codes). */
export class IncassoError extends Error {
  readonly type: ErrorType;
  constructor(type: ErrorType, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'IncassoError';
    this.type = type;
  }
}

/** True when another attempt may succeed; unknown errors are retried, with an end. */
export function canRetry(error: unknown): boolean {
  return error instanceof IncassoError ? errorTypes[error.type].retry : true;
}

/** The sentence of any thrown thing, without its stack. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The end of a switch over a union: a type error when a member is missing. */
export function assertNever(value: never): never {
  throw new IncassoError('BROKEN_PROMISE', `unexpected value ${JSON.stringify(value)}`);
}
