import { basename } from 'node:path';

import { IncassoError } from '../domain/errors.ts';

const donePattern = /\.done(-[\w.-]+)?$/;

/** The name itself. Throws INVALID_INPUT when it leads into another folder. */
export function safeName(name: string): string {
  if (!isSafeName(name)) {
    throw new IncassoError('INVALID_INPUT', 'a file of an exchange is named without folders');
  }
  return name;
}

/** False for a name that leads into another folder. */
export function isSafeName(name: string): boolean {
  return name === basename(name) && !['', '.', '..'].includes(name) && !name.includes('\0');
}

/** The name under which an attempt (1, 2, ...) writes a file. Nobody takes it there: it is hidden and ends in `.tmp`. */
export function temporaryName(name: string, attempt: number): string {
  return `.${safeName(name)}.${attempt}.tmp`;
}

/** Whether a file of the inbox waits for us: neither hidden, nor still being written, nor put aside. */
export function isWaiting(name: string): boolean {
  return !name.startsWith('.') && !name.endsWith('.tmp') && !donePattern.test(name);
}

/** The name of a file that was put aside. `suffix` has letters, digits, `_`, `.` and `-`. */
export function doneName(name: string, suffix: string): string {
  return `${safeName(name)}.done-${suffix}`;
}
