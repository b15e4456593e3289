import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { directoryArchive } from '../../ports/archive.ts';

let root: string;
beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), 'archive-'))));
afterAll(() => rm(root, { recursive: true }));

async function* chunks(count: number, failAfter = count): AsyncGenerator<Uint8Array | string> {
  for (let no = 0; no < count; no++) {
    if (no === failAfter) throw new Error('no more rows');
    yield no % 2 === 0 ? `Ærø ${no}\n`.repeat(5_000) : Buffer.alloc(60_000, no);
  }
}

test('C12 a file of many chunks is stored as its bytes are, under their hash', async () => {
  const archive = directoryArchive(root);
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of chunks(60)) {
    hash.update(chunk);
    size += Buffer.byteLength(chunk);
  }
  const sha256 = hash.digest('hex');
  expect(await archive.store(chunks(60))).toEqual({ sha256, size_bytes: size });
  let read = 0;
  for await (const bytes of archive.read(sha256)) read += bytes.length;
  expect(read).toBe(size);
  expect(await readdir(join(root, 'incoming'))).toEqual([]);
});

test('C12 a file whose bytes end in a failure is not archived and leaves nothing', async () => {
  await expect(directoryArchive(root).store(chunks(60, 50))).rejects.toMatchObject({ type: 'ARCHIVE' });
  expect(await readdir(join(root, 'incoming'))).toEqual([]);
});
