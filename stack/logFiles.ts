import { existsSync, readFileSync } from 'node:fs';

import { lastLineOf } from './programs.ts';

/** The last line of a part's log file, for a sentence that says why the part did not start. */
export function lastLineOfLog(file: string): string {
  const line = existsSync(file) ? lastLineOf(readFileSync(file, 'utf8')) : '';
  return line === '' ? 'it said nothing' : line;
}
