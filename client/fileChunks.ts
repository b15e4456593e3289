import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

import { IncassoError } from '../domain/errors.ts';
import { showProgress } from './progress.ts';

/** The size of a file in bytes. Throws NOT_FOUND when there is none. */
export async function sizeOfFile(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw new IncassoError('NOT_FOUND', `there is no file ${path}`);
  return found.size;
}

/** The bytes of a file as they are read, with progress on a terminal. */
export async function* fileChunks(path: string): AsyncIterable<Buffer> {
  const toKilobytes = (bytes: number): number => Math.round(bytes / 1000);
  const progress = showProgress('kilobytes', toKilobytes(await sizeOfFile(path)));
  let read = 0;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
      read += (chunk as Buffer).length;
      progress.at(toKilobytes(read));
      yield chunk as Buffer;
    }
  } finally {
    progress.end();
  }
}
