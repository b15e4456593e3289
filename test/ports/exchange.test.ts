import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { directoryExchange, type Exchange } from '../../ports/exchange.ts';

let dir = '';
let exchange: Exchange;
const outbox = () => readdir(join(dir, 'out'));

async function* bytes(text: string): AsyncIterable<Buffer> {
  yield await Promise.resolve(Buffer.from(text));
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'incasso-exchange-'));
  for (const folder of ['out', 'in']) await mkdir(join(dir, folder));
  exchange = directoryExchange({ outbox: join(dir, 'out'), inbox: join(dir, 'in') });
});

afterAll(() => rm(dir, { recursive: true, force: true }));

test('C12 a temporary file gets its name once; a second rename finds nothing', async () => {
  await exchange.writeTemporary('a.xml', 1, bytes('hello'), 5);
  expect(await exchange.look('a.xml', 1, 5)).toBe('not_renamed');
  await exchange.rename('a.xml', 1);
  expect(await exchange.look('a.xml', 1, 5)).toBe('arrived');
  expect(await outbox()).toEqual(['a.xml']);
  await rm(join(dir, 'out/a.xml'));
  await expect(exchange.rename('a.xml', 1)).rejects.toMatchObject({ type: 'EXCHANGE' });
  expect(await exchange.look('a.xml', 1, 5)).toBe('not_seen');
});

test('C12 a rename never replaces a file', async () => {
  await writeFile(join(dir, 'out/b.xml'), 'theirs');
  await exchange.writeTemporary('b.xml', 1, bytes('ours'), 4);
  await expect(exchange.rename('b.xml', 1)).rejects.toThrow('b.xml exists already');
  expect(await exchange.look('b.xml', 1, 4)).toBe('different');
  await exchange.removeTemporary('b.xml', 1);
  expect(await outbox()).toEqual(['b.xml']);
});

test('C12 a short write is noticed', async () => {
  await expect(exchange.writeTemporary('c.xml', 1, bytes('half'), 8)).rejects.toThrow('c.xml: 4 of 8 bytes arrived');
});

test('C9 what was put aside is not listed again, nor what is still written, nor links', async () => {
  for (const name of ['new.xml', '.hidden', 'half.tmp', 'old.xml']) await writeFile(join(dir, 'in', name), 'x');
  await symlink('/etc/passwd', join(dir, 'in/link.xml'));
  await exchange.markDone('old.xml', '2026-03-02-0a1b2c3d');
  expect((await exchange.list()).map((file) => file.name)).toEqual(['new.xml']);
  await exchange.markDone('old.xml', '2026-03-02-0a1b2c3d');
  expect(await readdir(join(dir, 'in'))).toContain('old.xml.done-2026-03-02-0a1b2c3d');
});

test('names with folders, and links out of the inbox, are refused', async () => {
  await expect(exchange.rename('../x', 1)).rejects.toMatchObject({ type: 'INVALID_INPUT' });
  const read = async () => {
    for await (const chunk of exchange.read('link.xml')) expect(chunk).toBeUndefined();
  };
  await expect(read()).rejects.toThrow('link.xml leads out of the inbox');
});
