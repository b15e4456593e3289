import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { filesWaiting, type FolderNames } from './folders.ts';

/** status.json among a counterpart's books: how far it is. */
export interface CounterpartStatus {
  name: string;
  /** The clock value of the last pass; '' before there was a clock. */
  now: string;
  /** Date until which everything is booked. */
  processed_through: string;
  files_taken: number;
  /** False while a pass has work in hand. */
  idle: boolean;
  /** Why it does nothing, in a sentence; '' when it is well. */
  problem: string;
}

/** The status of the counterpart in a directory, undefined before its first pass. */
export function readStatus(directory: string, names: FolderNames): CounterpartStatus | undefined {
  const path = join(directory, names.books, 'status.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as CounterpartStatus) : undefined;
}

/**
 * True when the counterpart has done all that is to be done at this clock value: days booked, files taken, answers
 * written. A driver moves the clock or puts a file, then polls this.
 */
export function isDone(directory: string, names: FolderNames, now: string): boolean {
  // Files first: a file that goes while we look was answered before, and a later look at the status sees that.
  if (filesWaiting(join(directory, names.incoming)).length > 0) return false;
  const status = readStatus(directory, names);
  return status?.now === now && status.idle;
}
