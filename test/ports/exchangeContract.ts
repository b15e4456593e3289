import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { Exchange } from '../../ports/exchange.ts';

/** An exchange under test, on real folders `out`, `out/taken` and `in` below `dir`. */
export interface ExchangeUnderTest {
  dir: string;
  exchange: Exchange;
}

/** What each kind of exchange has to keep. `open` gets the folder that holds `out` and `in`. */
export function exchangeContract(
  kind: string,
  open: (dir: string) => Promise<{ exchange: Exchange; close?: () => Promise<void> }>,
): ExchangeUnderTest {
  const under = { dir: '' } as ExchangeUnderTest;
  let close: (() => Promise<void>) | undefined;
  const outbox = async () => (await readdir(join(under.dir, 'out'))).filter((name) => name !== 'taken');

  beforeAll(async () => {
    under.dir = await mkdtemp(join(tmpdir(), 'incasso-exchange-'));
    for (const folder of ['out/taken', 'in']) await mkdir(join(under.dir, folder), { recursive: true });
    const opened = await open(under.dir);
    under.exchange = opened.exchange;
    close = opened.close;
  });

  afterAll(async () => {
    await close?.();
    await rm(under.dir, { recursive: true, force: true });
  });

  describe(`an exchange by ${kind}`, () => {
    test('C12 a temporary file gets its name once; a second rename finds nothing', async () => {
      const { dir, exchange } = under;
      await exchange.writeTemporary('a.xml', 1, bytes('hello'), 5);
      expect(await exchange.look('a.xml', 1, 5)).toBe('not_renamed');
      await exchange.rename('a.xml', 1);
      expect(await exchange.look('a.xml', 1, 5)).toBe('arrived');
      expect(await outbox()).toEqual(['a.xml']);
      await rm(join(dir, 'out/a.xml'));
      await expect(exchange.rename('a.xml', 1)).rejects.toMatchObject({ type: 'EXCHANGE' });
      expect(await exchange.look('a.xml', 1, 5)).toBe('not_seen');
    });

    test('C12 a file that the bank took is looked for where it puts them', async () => {
      const { dir, exchange } = under;
      await writeFile(join(dir, 'out/taken/t.xml'), 'taken');
      expect(await exchange.look('t.xml', 1, 5)).toBe('arrived');
      expect(await exchange.look('t.xml', 1, 6)).toBe('different');
    });

    test('C12 a rename never replaces a file', async () => {
      const { dir, exchange } = under;
      await writeFile(join(dir, 'out/b.xml'), 'theirs');
      await exchange.writeTemporary('b.xml', 1, bytes('ours'), 4);
      await expect(exchange.rename('b.xml', 1)).rejects.toThrow('b.xml exists already');
      expect(await exchange.look('b.xml', 1, 4)).toBe('different');
      await exchange.removeTemporary('b.xml', 1);
      expect(await outbox()).toEqual(['b.xml']);
    });

    test('C12 a short write is noticed, and the temporary files of all attempts go', async () => {
      const { exchange } = under;
      await expect(exchange.writeTemporary('c.xml', 1, bytes('half'), 8)).rejects.toThrow(
        'c.xml: 4 of 8 bytes arrived',
      );
      await exchange.writeTemporary('c.xml', 3, bytes('whole'), 5);
      await exchange.removeTemporary('c.xml', 3);
      await exchange.removeTemporary('c.xml', 0);
      expect((await outbox()).filter((name) => name.includes('c.xml'))).toEqual([]);
    });

    test('C12 a large file arrives as it is, and is read as it is', async () => {
      const { dir, exchange } = under;
      const large = Buffer.from(Array.from({ length: 300_001 }, (_, index) => (index * 7) % 251));
      await exchange.writeTemporary('large.xml', 1, bytes(large, Buffer.alloc(0), large), 600_002);
      await exchange.rename('large.xml', 1);
      await writeFile(join(dir, 'in/large.xml'), Buffer.concat([large, large]));
      expect((await read(exchange, 'large.xml')).equals(Buffer.concat([large, large]))).toBe(true);
      await rm(join(dir, 'in/large.xml'));
    });

    test('C9 what was put aside is not listed again, nor what is still written, nor links, nor folders', async () => {
      const { dir, exchange } = under;
      for (const name of ['new.xml', '.hidden', 'half.tmp', 'old.xml']) await writeFile(join(dir, 'in', name), 'x');
      await mkdir(join(dir, 'in/folder'));
      await symlink('/etc/passwd', join(dir, 'in/link.xml'));
      await exchange.markDone('old.xml', '2026-03-02-0a1b2c3d');
      expect(await exchange.list()).toEqual([{ name: 'new.xml', size_bytes: 1 }]);
      await exchange.markDone('old.xml', '2026-03-02-0a1b2c3d');
      expect(await readdir(join(dir, 'in'))).toContain('old.xml.done-2026-03-02-0a1b2c3d');
      await writeFile(join(dir, 'in/old.xml'), 'x');
      await exchange.markDone('old.xml', '2026-03-02-0a1b2c3d');
      expect((await exchange.list()).map((file) => file.name)).toEqual(['new.xml']);
    });

    test('O6 names with folders, and links out of the inbox, are refused', async () => {
      const { exchange } = under;
      await expect(exchange.rename('../x', 1)).rejects.toMatchObject({ type: 'INVALID_INPUT' });
      await expect(exchange.look('a/b', 1, 1)).rejects.toMatchObject({ type: 'INVALID_INPUT' });
      await expect(read(exchange, '../out/b.xml')).rejects.toMatchObject({ type: 'INVALID_INPUT' });
      await expect(read(exchange, 'link.xml')).rejects.toThrow('link.xml leads out of the inbox');
      await expect(read(exchange, 'nowhere.xml')).rejects.toMatchObject({ type: 'EXCHANGE' });
    });

    test('C9 a reader may stop after the first bytes', async () => {
      for await (const chunk of under.exchange.read('new.xml')) {
        expect(chunk.toString()).toBe('x');
        break;
      }
    });
  });
  return under;
}

/** Chunks to be written. */
export async function* bytes(...chunks: (string | Buffer)[]): AsyncIterable<Buffer> {
  for (const chunk of chunks) yield await Promise.resolve(Buffer.from(chunk));
}

/** The whole content of a file of the inbox. */
export async function read(exchange: Exchange, name: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of exchange.read(name)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
