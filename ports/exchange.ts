import { createReadStream } from 'node:fs';
import { lstat, mkdir, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { IncassoError, sentenceOf } from '../domain/errors.ts';
import type { ExchangeFolders } from '../domain/exchangeSettings.ts';
import { doneName, isWaiting, safeName, temporaryName } from './exchangeNames.ts';
import { syncDirectory } from './syncDirectory.ts';

/** What looking at the bank's side says about a delivery. */
export type Sighting =
  /** The file stands there (or where the bank moves what it took) with the right size. */
  | 'arrived'
  /** Only the complete temporary file stands there: the rename has not happened. */
  | 'not_renamed'
  /** Neither: it cannot be known whether the bank has taken it. */
  | 'not_seen'
  /** Another file stands under the name. */
  | 'different';

export interface InboxFile {
  name: string;
  size_bytes: number;
}

/** The way a collection system is reached. All methods throw EXCHANGE when it cannot be used now. */
export interface Exchange {
  /** Writes the bytes under the temporary name and checks their size there. */
  writeTemporary(name: string, attempt: number, chunks: AsyncIterable<Buffer>, size: number): Promise<void>;
  /** Gives the temporary file its final name, once: the temporary name is gone with it. Fails when a file of that name exists. */
  rename(name: string, attempt: number): Promise<void>;
  /** Looks, changes nothing. */
  look(name: string, attempt: number, size: number): Promise<Sighting>;
  /** Removes the temporary files of earlier attempts. */
  removeTemporary(name: string, upToAttempt: number): Promise<void>;
  /** Files that wait in the inbox, by name; those still being written (temporary names) are left out. */
  list(): Promise<InboxFile[]>;
  read(name: string): AsyncIterable<Buffer>;
  /** Puts a file that was dealt with out of the way, under a name that says so. Gone already: nothing. */
  markDone(name: string, suffix: string): Promise<void>;
}

/** Exchange through directories. Links are never followed out of them. */
export function directoryExchange(paths: ExchangeFolders): Exchange {
  const temporary = (name: string, attempt: number): string => join(paths.outbox, temporaryName(name, attempt));
  const final = (name: string): string => join(paths.outbox, safeName(name));
  return {
    writeTemporary: (name, attempt, chunks, size) =>
      guarded(`writing ${name}`, async () => {
        const path = temporary(name, attempt);
        await mkdir(paths.outbox, { recursive: true });
        const file = await open(path, 'w');
        try {
          for await (const chunk of chunks) await file.writeFile(chunk);
          await file.sync();
        } finally {
          await file.close();
        }
        const written = (await stat(path)).size;
        if (written !== size) throw new IncassoError('EXCHANGE', `${name}: ${written} of ${size} bytes arrived`);
      }),
    rename: (name, attempt) =>
      guarded(`renaming ${name}`, async () => {
        // rename takes the temporary name away in the same step, so that a second one, however late, finds nothing
        if ((await sizeOf(final(name))) !== undefined) throw new IncassoError('EXCHANGE', `${name} exists already`);
        await rename(temporary(name, attempt), final(name));
        await syncDirectory(paths.outbox);
      }),
    look: (name, attempt, size) =>
      guarded(`looking for ${name}`, async () => {
        const places = [final(name), ...(paths.taken ? [join(paths.taken, safeName(name))] : [])];
        for (const place of places) {
          const found = await sizeOf(place);
          if (found !== undefined) return found === size ? 'arrived' : 'different';
        }
        return (await sizeOf(temporary(name, attempt))) === size ? 'not_renamed' : 'not_seen';
      }),
    removeTemporary: (name, upToAttempt) =>
      guarded(`clearing up before ${name}`, async () => {
        for (let attempt = 1; attempt <= upToAttempt; attempt += 1) await rm(temporary(name, attempt), { force: true });
      }),
    list: () => guarded('listing the inbox', () => listInbox(paths.inbox)),
    read: (name) => readInside(paths.inbox, name),
    markDone: (name, suffix) =>
      guarded(`putting ${name} aside`, async () => {
        const path = join(paths.inbox, safeName(name));
        if ((await sizeOf(path)) !== undefined) await rename(path, join(paths.inbox, doneName(name, suffix)));
      }),
  };
}

async function listInbox(inbox: string): Promise<InboxFile[]> {
  const files: InboxFile[] = [];
  for (const name of (await readdir(inbox)).sort()) {
    if (!isWaiting(name)) continue;
    const found = await lstat(join(inbox, name));
    if (found.isFile()) files.push({ name, size_bytes: found.size });
  }
  return files;
}

async function* readInside(inbox: string, name: string): AsyncIterable<Buffer> {
  const path = join(inbox, safeName(name));
  try {
    if ((await realpath(path)) !== join(await realpath(inbox), name)) {
      throw new IncassoError('EXCHANGE', `${name} leads out of the inbox`);
    }
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) yield chunk as Buffer;
  } catch (error) {
    throw asExchangeError(`reading ${name}`, error);
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await lstat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function guarded<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw asExchangeError(what, error);
  }
}

function asExchangeError(what: string, error: unknown): IncassoError {
  if (error instanceof IncassoError) return error;
  return new IncassoError('EXCHANGE', `${what} failed: ${sentenceOf(error)}`, { cause: error });
}
