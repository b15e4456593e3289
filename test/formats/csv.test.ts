import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { IncassoError } from '../../domain/errors.ts';
import { type CsvRow, readCsv } from '../../formats/csv.ts';

const columns = { required: ['number', 'name'], optional: ['note'] };

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(content: string | Uint8Array, size = 7): Promise<CsvRow[]> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const rows: CsvRow[] = [];
  for await (const row of readCsv(inChunks(bytes, size), columns)) rows.push(row);
  return rows;
}

async function refusal(content: string | Uint8Array): Promise<IncassoError> {
  const error: unknown = await read(content).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(IncassoError);
  return error as IncassoError;
}

const twoRows = [
  { line: 2, fields: { number: '1', name: 'Süß' } },
  { line: 3, fields: { number: '2', name: 'Zoë' } },
];

describe('what is read', () => {
  test('the separator is the one of the header line, whatever stands in the fields', async () => {
    expect(await read('number;name\n1;Süß\n2;Zoë\n')).toEqual(twoRows);
    expect(await read('number,name\n1,Süß\n2,Zoë\n')).toEqual(twoRows);
    expect(await read('number;name\n1;a,b,c\n')).toEqual([{ line: 2, fields: { number: '1', name: 'a,b,c' } }]);
    expect(await read('"number";"name"\n1;"a;b"\n')).toEqual([{ line: 2, fields: { number: '1', name: 'a;b' } }]);
  });

  test('a byte order mark, CRLF, CR and a missing last line break make no difference', async () => {
    expect(await read('\uFEFFnumber,name\r\n1,Süß\r\n2,Zoë\r\n')).toEqual(twoRows);
    expect(await read('number,name\r1,Süß\r2,Zoë')).toEqual(twoRows);
  });

  test('columns stand in any order and case, and an optional one may be missing', async () => {
    expect(await read(' Name ,NUMBER,note\nZoë,2,x\n')).toEqual([
      { line: 2, fields: { name: 'Zoë', number: '2', note: 'x' } },
    ]);
  });

  test('a row in quotes over several lines has the line on which it begins, and so have those after it', async () => {
    const rows = await read('number,name\n1,"a\nb ""c"""\n\n2,d\n,\n3,e\n');
    expect(rows).toEqual([
      { line: 2, fields: { number: '1', name: 'a\nb "c"' } },
      { line: 5, fields: { number: '2', name: 'd' } },
      { line: 7, fields: { number: '3', name: 'e' } },
    ]);
  });

  test('a quote inside a field that does not begin with one is a character', async () => {
    expect(await read('number,name\n1,5" pipe\n')).toEqual([{ line: 2, fields: { number: '1', name: '5" pipe' } }]);
  });

  test('a row with the wrong number of fields is a finding, and the next one is read', async () => {
    const [short, long, good] = await read('number,name\n1\n1,2,3\n2,b\n');
    expect(short).toMatchObject({ line: 2, finding: { line: 2, rule: 'has 1 fields where the header has 2' } });
    expect(long).toMatchObject({ line: 3, finding: { line: 3, rule: 'has 3 fields where the header has 2' } });
    expect(good).toEqual({ line: 4, fields: { number: '2', name: 'b' } });
  });

  test('any text comes back as it was written, in chunks of any size', async () => {
    const field = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !/[\0\uFEFF]/.test(text));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(field, field), { maxLength: 6 }),
        fc.integer({ min: 1, max: 9 }),
        async (pairs, size) => {
          const filled = pairs.map(([number, name]) => ({ number: `n${number}`, name }));
          const lines = filled.map(({ number, name }) =>
            [number, name].map((text) => `"${text.replaceAll('"', '""')}"`).join(';'),
          );
          const rows = await read(['number;name', ...lines].join('\n'), size);
          expect(rows.map((row) => 'fields' in row && row.fields)).toEqual(filled);
        },
      ),
      { seed: 20260105, numRuns: 200 },
    );
  });
});

describe('what is refused as a whole', () => {
  test('an empty file', async () => {
    expect(await refusal('')).toMatchObject({ type: 'FILE_UNREADABLE', message: 'the file is empty' });
    expect(await refusal('\n  \n')).toMatchObject({ type: 'FILE_UNREADABLE', message: 'the file is empty' });
  });

  test('ISO-8859-1 with the line of the first character that is no UTF-8', async () => {
    const error = await refusal(Buffer.from('number;name\n1;Jan\n2;Süß\n', 'latin1'));
    expect(error).toMatchObject({ type: 'FILE_UNREADABLE', message: 'line 3: is not UTF-8; save the file as UTF-8' });
  });

  test('UTF-16 with and without a byte order mark, a spreadsheet, and a file that ends inside a character', async () => {
    expect((await refusal(Buffer.from('\uFEFFnumber;name\n', 'utf16le'))).message).toMatch(/is not UTF-8/);
    expect((await refusal(Buffer.from('number;name\n', 'utf16le'))).message).toMatch(/binary/);
    expect((await refusal(Buffer.from('504b030414000600080000002100', 'hex'))).message).toMatch(/binary/);
    expect((await refusal(Buffer.from('number;name\n1;Zoë').subarray(0, -1))).message).toBe(
      'line 2: the file ends inside a character',
    );
  });

  test('unknown, missing and doubled columns, in one sentence with the expected ones', async () => {
    const error = await refusal('number,number,phone\n');
    expect(error).toMatchObject({
      type: 'INVALID_INPUT',
      message: 'columns: unknown phone; missing name; doubled number (expected are number, name, and may be note)',
    });
  });

  test('a file without a header, and its first row is not repeated in the sentence', async () => {
    const { message } = await refusal('N1,Jan Jansen\nN2,Piet Pietersen\n');
    expect(message).toMatch(/^columns: unknown \(column 1\), \(column 2\); missing number, name /);
  });

  test('a quote that is never closed', async () => {
    const error = await refusal('number,name\n1,a\n2,"b\n3,c\n');
    expect(error).toMatchObject({
      type: 'FILE_UNREADABLE',
      message: 'a quoted field that begins after line 2 is never closed',
    });
  });

  test('a row of more than 256 KiB, and a header line that never ends', async () => {
    expect((await refusal(`number,name\n1,${'x'.repeat(300_000)}\n`)).message).toMatch(/after line 1 is too long/);
    expect((await refusal('x'.repeat(300_000))).message).toMatch(/^line 1 is too long|^columns: unknown/);
  });
});
