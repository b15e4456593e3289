import { posix } from 'node:path';

import type { Attributes, FileEntryWithStats, Stats } from 'ssh2';
import ssh2 from 'ssh2';

import { IncassoError, sentenceOf } from '../domain/errors.ts';
import type { SftpExchange } from '../domain/exchangeSettings.ts';
import type { Exchange, InboxFile, Sighting } from './exchange.ts';
import { doneName, isSafeName, isWaiting, safeName, temporaryName } from './exchangeNames.ts';
import { openSession, type SftpSession, withSession } from './sftpSession.ts';

const { STATUS_CODE } = ssh2.utils.sftp;

/** Every server takes packets of 34,000 bytes; each answer begins the patience with its silence anew. */
const chunkBytes = 31 * 1024;

/**
 * Exchange with an SFTP server (version 3). Each operation has a connection of its own, which it closes: what a broken one
 * may still do at the server is then done by one operation only, and the next one sees it with fresh eyes.
 * All methods throw EXCHANGE with what is wrong; links are never followed.
 */
export function sftpExchange(settings: SftpExchange): Exchange {
  const temporary = (name: string, attempt: number): string =>
    posix.join(settings.outbox, temporaryName(name, attempt));
  const final = (name: string): string => posix.join(settings.outbox, safeName(name));
  const on = <Result>(what: string, work: (session: SftpSession) => Promise<Result>): Promise<Result> =>
    withSession(settings, work).catch((error: unknown) => {
      throw asExchangeError(what, error);
    });
  return {
    writeTemporary: async (name, attempt, chunks, size) => {
      const path = temporary(name, attempt);
      await on(`writing ${name}`, async (session) => {
        await writeFile(session, path, chunks);
        const written = await sizeOf(session, path);
        if (written !== size) throw new IncassoError('EXCHANGE', `${name}: ${written ?? 0} of ${size} bytes arrived`);
      });
    },
    rename: async (name, attempt) => {
      const [from, to] = [temporary(name, attempt), final(name)];
      await on(`renaming ${name}`, async (session) => {
        // SFTP 3 says that renaming onto a name that is taken fails, and some servers replace the file all the same
        if ((await attributesOf(session, to)) !== undefined)
          throw new IncassoError('EXCHANGE', `${name} exists already`);
        await session.ask((sftp, answer) => sftp.rename(from, to, answer));
      });
    },
    look: async (name, attempt, size) => {
      const places = [final(name), ...(settings.taken ? [posix.join(settings.taken, safeName(name))] : [])];
      return on(`looking for ${name}`, (session) => sightingOf(session, places, temporary(name, attempt), size));
    },
    removeTemporary: async (name, upToAttempt) => {
      const paths = Array.from({ length: upToAttempt }, (_, index) => temporary(name, index + 1));
      if (paths.length === 0) return;
      await on(`clearing up before ${name}`, async (session) => {
        for (const path of paths) await removeIfThere(session, path);
      });
    },
    list: () => on('listing the inbox', (session) => listInbox(session, settings.inbox)),
    read: (name) => readInside(settings, name),
    markDone: async (name, suffix) => {
      const path = posix.join(settings.inbox, safeName(name));
      await on(`putting ${name} aside`, async (session) => {
        if ((await attributesOf(session, path)) === undefined) return;
        const aside = await freeName(session, posix.join(settings.inbox, doneName(name, suffix)));
        await session.ask((sftp, answer) => sftp.rename(path, aside, answer)).catch(unlessMissing);
      });
    },
  };
}

/**
 * Looks whether the server can be used: host key, login, and that outbox, taken and inbox are folders and the inbox can be
 * listed. Writes nothing: a bank takes whatever appears. Throws EXCHANGE.
 */
export async function checkSftp(settings: SftpExchange): Promise<void> {
  try {
    await withSession(settings, async (session) => {
      for (const path of [settings.outbox, settings.taken]) if (path !== undefined) await mustBeFolder(session, path);
      await listInbox(session, settings.inbox);
    });
  } catch (error) {
    throw asExchangeError('a look at the server', error);
  }
}

async function writeFile(session: SftpSession, path: string, chunks: AsyncIterable<Buffer>): Promise<void> {
  const handle = await session
    .ask<Buffer>((sftp, answer) => sftp.open(path, 'w', answer))
    .catch((error: unknown) => missing(error, `the folder ${posix.dirname(path)} does not exist`));
  let position = 0;
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; start += chunkBytes) {
      const length = Math.min(chunkBytes, chunk.length - start);
      const at = position;
      await session.ask((sftp, answer) => sftp.write(handle, chunk, start, length, at, answer));
      position += length;
    }
  }
  // some servers report a full disk only now
  await session.ask((sftp, answer) => sftp.close(handle, answer));
}

async function sightingOf(session: SftpSession, places: string[], temporary: string, size: number): Promise<Sighting> {
  for (const place of places) {
    const found = await sizeOf(session, place);
    if (found !== undefined) return found === size ? 'arrived' : 'different';
  }
  if ((await sizeOf(session, temporary)) === size) return 'not_renamed';
  // a folder that is gone, or a wrong path, hides a file that did arrive
  for (const place of places) await mustBeFolder(session, posix.dirname(place));
  return 'not_seen';
}

async function listInbox(session: SftpSession, inbox: string): Promise<InboxFile[]> {
  const entries = await session
    .ask<FileEntryWithStats[]>((sftp, answer) => sftp.readdir(inbox, answer))
    .catch((error: unknown) => missing(error, `the folder ${inbox} does not exist`));
  const files: InboxFile[] = [];
  for (const { filename, attrs } of entries) {
    if (!isSafeName(filename) || !isWaiting(filename) || !isFile(attrs)) continue;
    files.push({ name: filename, size_bytes: attrs.size });
  }
  return files.sort((one, other) => (one.name < other.name ? -1 : 1));
}

async function* readInside(settings: SftpExchange, name: string): AsyncIterable<Buffer> {
  const path = posix.join(settings.inbox, safeName(name));
  let session: SftpSession | undefined;
  try {
    session = await openSession(settings);
    const asking = session;
    const found = await attributesOf(asking, path);
    if (found && !isFile(found)) throw new IncassoError('EXCHANGE', `${name} leads out of the inbox`);
    const handle = await asking.ask<Buffer>((sftp, answer) => sftp.open(path, 'r', answer));
    let position = 0;
    for (;;) {
      const at = position;
      const chunk = await asking.ask<Buffer>((sftp, answer) => {
        sftp.read(handle, Buffer.alloc(chunkBytes), 0, chunkBytes, at, (error, _length, data) => answer(error, data));
      });
      if (chunk.length === 0) break;
      position += chunk.length;
      yield chunk;
    }
    if (position !== found?.size) {
      throw new IncassoError(
        'EXCHANGE',
        `${name}: ${position} of ${found?.size ?? 0} bytes came, is it still written?`,
      );
    }
  } catch (error) {
    throw asExchangeError(`reading ${name}`, error);
  } finally {
    await session?.close();
  }
}

/** What stands under a path, a link as itself; undefined when nothing does. */
async function attributesOf(session: SftpSession, path: string): Promise<Stats | undefined> {
  try {
    return await session.ask<Stats>((sftp, answer) => sftp.lstat(path, answer));
  } catch (error) {
    if (codeOf(error) === STATUS_CODE.NO_SUCH_FILE) return undefined;
    throw error;
  }
}

async function sizeOf(session: SftpSession, path: string): Promise<number | undefined> {
  const found = await attributesOf(session, path);
  // a server may leave it out; nothing can then be said of a delivery
  if (found && typeof found.size !== 'number') throw new IncassoError('EXCHANGE', 'the server tells no sizes of files');
  return found?.size;
}

async function mustBeFolder(session: SftpSession, path: string): Promise<void> {
  // followed here: a folder of a bank may well be a link, and it is the bank's to say where it leads
  const found = await session
    .ask<Stats>((sftp, answer) => sftp.stat(path, answer))
    .catch((error: unknown) => missing(error, `the folder ${path} does not exist`));
  if (!isOfType(found, folderType)) throw new IncassoError('EXCHANGE', `${path} is no folder`);
}

async function removeIfThere(session: SftpSession, path: string): Promise<void> {
  await session.ask((sftp, answer) => sftp.unlink(path, answer)).catch(unlessMissing);
}

/** The path, or the path with a number when it is taken: SFTP 3 replaces nothing. */
async function freeName(session: SftpSession, path: string): Promise<string> {
  let free = path;
  for (let number = 2; (await attributesOf(session, free)) !== undefined; number += 1) free = `${path}-${number}`;
  return free;
}

const typeMask = 0o170000;
const fileType = 0o100000;
const folderType = 0o040000;

/** The type in the mode; a server that tells no mode is believed. */
function isOfType(attributes: Attributes, type: number): boolean {
  return typeof attributes.mode !== 'number' || (attributes.mode & typeMask) === type;
}

function isFile(attributes: Attributes): boolean {
  return isOfType(attributes, fileType);
}

function codeOf(error: unknown): unknown {
  return error instanceof IncassoError ? undefined : (error as { code?: unknown }).code;
}

function unlessMissing(error: unknown): void {
  if (codeOf(error) !== STATUS_CODE.NO_SUCH_FILE) throw error;
}

function missing(error: unknown, sentence: string): never {
  if (codeOf(error) === STATUS_CODE.NO_SUCH_FILE) throw new IncassoError('EXCHANGE', sentence, { cause: error });
  throw error;
}

function asExchangeError(what: string, error: unknown): IncassoError {
  // what the source of the bytes throws keeps its type: a broken archive is not the bank's fault
  if (error instanceof IncassoError && error.type !== 'EXCHANGE') return error;
  return new IncassoError('EXCHANGE', `${what} failed: ${reasonOf(error)}`, { cause: error });
}

const longestReason = 200;

function reasonOf(error: unknown): string {
  switch (codeOf(error)) {
    case STATUS_CODE.NO_SUCH_FILE:
      return 'the server says that there is no such file';
    case STATUS_CODE.PERMISSION_DENIED:
      return 'the server says that permission is denied';
    case undefined:
      return sentenceOf(error);
    default:
      return `the server says "${sentenceOf(error).slice(0, longestReason)}"`;
  }
}
