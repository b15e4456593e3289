import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { filesWaiting } from './folders.ts';

/** DIR/bank/status.json: how far the bank is. */
export interface BankStatus {
  name: string;
  /** The clock value of the last pass; '' before there was a clock. */
  now: string;
  /** Date until which everything is booked. */
  processed_through: string;
  files_taken: number;
  /** False while a pass has work in hand. */
  idle: boolean;
  /** Why the bank does nothing, in a sentence; '' when it is well. */
  problem: string;
}

/** The status of the bank in a directory, undefined before its first pass. */
export function readBankStatus(directory: string): BankStatus | undefined {
  const path = join(directory, 'bank', 'status.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as BankStatus) : undefined;
}

/**
 * True when the bank has done all that is to be done at this clock value: days booked, files taken, answers written.
 * A driver moves the clock or puts a file, then polls this.
 */
export function bankIsDone(directory: string, now: string): boolean {
  // Files first: a file that goes while we look was answered before, and a later look at the status sees that.
  if (filesWaiting(join(directory, 'to-bank')).length > 0) return false;
  const status = readBankStatus(directory);
  return status?.now === now && status.idle;
}
