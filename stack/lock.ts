import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { IncassoError } from '../domain/errors.ts';
import { identify, isRunning, type ProcessId } from './processes.ts';

/**
 * Makes this process the only launcher on a data folder and returns the function that gives it up. The lock of a launcher
 * that was killed is taken over. Throws CONFLICT when another one runs.
 */
export function lockDataDir(dataDir: string): () => void {
  const lock = join(dataDir, 'stack.lock');
  const mine = `${lock}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(identify(process.pid)));
  try {
    // A link is made whole or not at all, and fails when the name is taken.
    while (!tryLink(mine, lock)) {
      const text = readLock(lock);
      if (text === undefined) continue; // given up in between
      const owner = JSON.parse(text) as ProcessId;
      if (isRunning(owner)) {
        throw new IncassoError(
          'CONFLICT',
          `the stack is already running (pid ${owner.pid}) with its data in ${dataDir}`,
        );
      }
      removeStale(lock, text);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  return () => rmSync(lock, { force: true });
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Two starts may find the same stale lock: whoever moved away the other's new one puts it back. */
function removeStale(lock: string, staleText: string): void {
  const moved = `${lock}.stale-${process.pid}`;
  try {
    renameSync(lock, moved);
  } catch {
    return; // the other start was first
  }
  if (readLock(moved) !== staleText) tryLink(moved, lock);
  rmSync(moved, { force: true });
}

function readLock(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
