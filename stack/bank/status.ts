import type { FolderNames } from '../simulation/folders.ts';
import { type CounterpartStatus, isDone, readStatus } from '../simulation/status.ts';

/** The folders of a bank below its directory. */
export const bankFolders: FolderNames = { incoming: 'to-bank', outgoing: 'from-bank', books: 'bank' };

/** The status of the bank in a directory, undefined before its first pass. */
export function readBankStatus(directory: string): CounterpartStatus | undefined {
  return readStatus(directory, bankFolders);
}

/** True when the bank has done all that is to be done at this clock value. */
export function bankIsDone(directory: string, now: string): boolean {
  return isDone(directory, bankFolders, now);
}
