import type { FolderNames } from '../simulation/folders.ts';
import { type CounterpartStatus, isDone, readStatus } from '../simulation/status.ts';

/** The folders of a payment centre below its directory. */
export const centreFolders: FolderNames = { incoming: 'to-centre', outgoing: 'from-centre', books: 'books' };

/** The status of the centre in a directory, undefined before its first pass. */
export function readCentreStatus(directory: string): CounterpartStatus | undefined {
  return readStatus(directory, centreFolders);
}

/** True when the centre has done all that is to be done at this clock value. */
export function centreIsDone(directory: string, now: string): boolean {
  return isDone(directory, centreFolders, now);
}
