import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { IncassoError } from '../../domain/errors.ts';
import { openReader, sniffKind } from '../../formats/detect.ts';
import { sharedData } from '../support/sharedData.ts';
import { read } from './reading.ts';

const head = (text: string): Uint8Array => Buffer.from(text);

describe('the choice of the reader', () => {
  it.each([
    ['payments', '<Document><BkToCstmrStmt>'],
    [
      'payments',
      '\uFEFF <?xml version="1.0"?><!-- CstmrPmtStsRpt --><n:Document xmlns:n="x"><n:BkToCstmrDbtCdtNtfctn >',
    ],
    ['payments', '<Document><BkToCstmrAcctRpt/>'],
    ['status', '<Document><CstmrPmtStsRpt>'],
    ['status', '<Document><RsltnOfInvstgtn>'],
    ['outgoing', '<Document><CstmrDrctDbtInitn>'],
    ['outgoing', '<Document><CstmrCdtTrfInitn>'],
    ['outgoing', '<Document><CstmrPmtRvsl>'],
    ['outgoing', '<Document><CstmrPmtCxlReq>'],
    ['unknown', '<!-- <CstmrPmtStsRpt> -->'],
    ['unknown', '<Document><BkToCstmrStmtX>'],
    ['unknown', 'BkToCstmrStmt'],
    ['unknown', ''],
  ] as const)('C9 takes for %s what begins with %s', async (kind, text) =>
    expect(await sniffKind(Readable.from([head(text)]))).toBe(kind),
  );

  it('C9 opens no reader for bytes of no format', () => {
    expect(openReader(head('0000;1111'), () => {})).toBeUndefined();
  });

  it.each([
    ['an empty file', '', 'the file is empty'],
    ['text', 'Dear Sir', 'line 1: the content is of no format that is read here'],
    [
      'another message',
      '<Document/>',
      'line 1: the XML is no message that is read here (camt.052-054, camt.029, pain.002)',
    ],
    ['XML that breaks off', '<Document>\n<x>', 'line 2: the file ends before </x>'],
    ['a DOCTYPE', '<!DOCTYPE x><x/>', 'line 1: the file has a DOCTYPE, which is refused'],
    [
      'UTF-16',
      Buffer.from('\uFEFF<Document/>', 'utf16le'),
      'line 1: the file is in UTF-16 or UTF-32; UTF-8 is read here',
    ],
  ])('O6 refuses %s with a sentence', async (_, content, sentence) => {
    await expect(read(content)).rejects.toMatchObject({ type: 'FILE_UNREADABLE', message: sentence });
  });
});

const directory = sharedData('samples', 'ISO');

describe.skipIf(!directory)('real files, divided and damaged (needs the shared data)', () => {
  const files = directory
    ? ['camt.052', 'camt.053', 'camt.054', 'pain.002'].flatMap((folder) =>
        readdirSync(join(directory, folder)).map((name) => readFileSync(join(directory, folder, name))),
      )
    : [];

  it('G6 gives the same records and summary for any size of chunk', async () => {
    for (const file of files) {
      const whole = await read(file);
      for (const size of [1, 7, 1_000]) expect(await read(file, size)).toEqual(whole);
    }
  });

  it('G4 gives the same records and summary when read again', async () => {
    for (const file of files) expect(await read(file)).toEqual(await read(file));
  });

  it('G6 answers a damaged file with a result or a sentence, never with a crash', async () => {
    const damage = fc.record({
      file: fc.nat({ max: files.length - 1 }),
      at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      removed: fc.nat({ max: 40 }),
      inserted: fc.uint8Array({ maxLength: 6 }),
    });
    const property = fc.asyncProperty(damage, async ({ file, at, removed, inserted }) => {
      const bytes = files[file]!;
      const from = Math.floor(at * bytes.length);
      const damaged = Buffer.concat([bytes.subarray(0, from), inserted, bytes.subarray(from + removed)]);
      try {
        const { summary } = await read(damaged);
        expect(summary.format).toMatch(/^(camt\.05[234]|pain\.002)/);
      } catch (error) {
        expect(error).toBeInstanceOf(IncassoError);
        expect((error as IncassoError).type).toBe('FILE_UNREADABLE');
      }
    });
    await fc.assert(property, { seed: 42, numRuns: 1_500 });
  }, 60_000);
});
