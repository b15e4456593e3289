import { describe, expect, test } from 'vitest';

import { inTransaction, one } from '../../db/connection.ts';
import { type Columns, readByCopy } from '../../db/copyOut.ts';
import { testDatabase } from '../support/database.ts';

const database = testDatabase('copy_out');

const readPair = (columns: Columns): [number, string] => [Number(columns.next()), columns.last()];

function pairsOf(select: string): Promise<[number, string][]> {
  return inTransaction(database.db, (trx) =>
    readByCopy(trx, select, readPair, async (pages) => {
      const rows: [number, string][] = [];
      for await (const page of pages) rows.push(...page);
      return rows;
    }),
  );
}

describe('rows read by COPY', () => {
  test('C12 every character comes back as it stands in the database, and NULL as an empty text', async () => {
    const texts = ['a\tb', 'a\nb', 'a\rb', 'back\\slash', '\\N', '\\.', '\b\f\v', '"quoted"', 'Ærø €', '💶', ' outer '];
    const values = texts.map((text, index) => `(${index}, E'${text.replace(/[\\']/g, '\\$&')}')`).join(', ');
    const rows = await pairsOf(`SELECT * FROM (VALUES ${values}, (98, NULL), (99, '')) v (no, text) ORDER BY no`);
    expect(rows).toEqual([...texts.map((text, index) => [index, text]), [98, ''], [99, '']]);
  });

  test('C12 rows and letters that are cut by the chunks of the connection come whole and in order', async () => {
    const rows = await pairsOf(`SELECT n, repeat('€Æ', n % 50) FROM generate_series(1, 20000) n ORDER BY n`);
    expect(rows).toHaveLength(20_000);
    expect(rows.every(([no, text], index) => no === index + 1 && text === '€Æ'.repeat(no % 50))).toBe(true);
  });

  test('C12 no rows are no pages', async () => {
    expect(await pairsOf('SELECT 1, NULL WHERE false')).toEqual([]);
  });

  test('C12 a reader that stops early, or fails, leaves a connection that works', async () => {
    const select = 'SELECT n, n FROM generate_series(1, 200000) n';
    const seen = await inTransaction(database.db, async (trx) => {
      const first = await readByCopy(trx, select, readPair, async (pages) => {
        for await (const [row] of pages) return row;
        return undefined;
      });
      const failed = await readByCopy(trx, select, readPair, async (pages) => {
        for await (const page of pages) throw new Error(`stopped after ${page.length > 0}`);
      }).catch((error: Error) => error.message);
      const unread = await readByCopy(trx, select, readPair, () => Promise.resolve('not read'));
      return [first, failed, unread, await one(trx, 'sum', 'SELECT 1 + 1 AS sum')];
    });
    expect(seen).toEqual([[1, '1'], 'stopped after true', 'not read', { sum: 2 }]);
  });

  test('C12 what the server refuses, at once or in the middle, is an error of the reader', async () => {
    await expect(pairsOf('SELECT 1, text FROM nowhere')).rejects.toThrow('nowhere');
    await expect(pairsOf('SELECT n, 1 / (100000 - n) FROM generate_series(1, 200000) n')).rejects.toThrow('division');
    expect(await pairsOf('SELECT 7, 8')).toEqual([[7, '8']]);
  });
});
