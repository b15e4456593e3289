import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { IncassoError, sentenceOf } from '../domain/errors.ts';
import { syncDirectory } from './syncDirectory.ts';

/** Bytes that may wait for the disk before whoever makes them does: both work at the same time, in bounded memory. */
const waitingAtMost = 1024 * 1024;

export interface ArchivedFile {
  sha256: string;
  size_bytes: number;
}

/** Files kept for ever, named by the SHA-256 of their bytes. What is in it is never written again. */
export interface Archive {
  /** Streams bytes into the archive, synced to disk, and returns their hash. Storing the same bytes twice is one file. */
  store(chunks: AsyncIterable<Uint8Array | string>): Promise<ArchivedFile>;
  /** The bytes of a file, checked against its hash while they are read: BROKEN_PROMISE at the end when it differs. */
  read(sha256: string): AsyncIterable<Buffer>;
  has(sha256: string): Promise<boolean>;
}

/** An archive in a directory: `ab/abcdef...`. Throws ARCHIVE when the directory cannot be used. */
export function directoryArchive(root: string): Archive {
  const pathOf = (sha256: string): string => {
    if (!/^[0-9a-f]{64}$/.test(sha256))
      throw new IncassoError('INVALID_INPUT', 'an archived file is named by a SHA-256');
    return join(root, sha256.slice(0, 2), sha256);
  };
  return {
    store: (chunks) => store(root, pathOf, chunks),
    read: (sha256) => readChecked(pathOf(sha256), sha256),
    has: (sha256) =>
      stat(pathOf(sha256)).then(
        () => true,
        () => false,
      ),
  };
}

async function store(
  root: string,
  pathOf: (sha256: string) => string,
  chunks: AsyncIterable<Uint8Array | string>,
): Promise<ArchivedFile> {
  const hash = createHash('sha256');
  let size = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk;
      hash.update(bytes);
      size += bytes.length;
      yield bytes;
    }
  };
  // process ids are not unique when several machines share the archive
  const temporary = join(root, 'incoming', randomUUID());
  try {
    await mkdir(dirname(temporary), { recursive: true });
    // synced before it is closed, which `pipeline` waits for
    await pipeline(counted, createWriteStream(temporary, { flush: true, highWaterMark: waitingAtMost }));
    const sha256 = hash.digest('hex');
    await mkdir(dirname(pathOf(sha256)), { recursive: true });
    await rename(temporary, pathOf(sha256));
    await syncDirectory(dirname(pathOf(sha256)));
    return { sha256, size_bytes: size };
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    if (error instanceof IncassoError) throw error;
    throw new IncassoError('ARCHIVE', `the archive could not store a file: ${sentenceOf(error)}`, { cause: error });
  }
}

async function* readChecked(path: string, sha256: string): AsyncIterable<Buffer> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
      hash.update(chunk as Buffer);
      yield chunk as Buffer;
    }
  } catch (error) {
    throw new IncassoError('ARCHIVE', `archived file ${sha256} could not be read: ${sentenceOf(error)}`, {
      cause: error,
    });
  }
  if (hash.digest('hex') !== sha256) {
    throw new IncassoError('BROKEN_PROMISE', `archived file ${sha256} has other bytes than its name says`);
  }
}
