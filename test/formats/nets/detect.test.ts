import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { describe, expect, it } from 'vitest';

import type { CollectionOutcome, CollectionResult } from '../../../domain/betalingsservice/inbound.ts';
import { sniffKind } from '../../../formats/detect.ts';
import { inboundRecordOf } from '../../../formats/nets/inboundRecord.ts';
import { mailboxFileOf } from '../../../formats/nets/mailboxNames.ts';
import { Bs0602Reader } from '../../../formats/nets/read0602.ts';
import { sharedData } from '../../support/sharedData.ts';
import { read } from '../reading.ts';
import { automatic, end, file, mandate, pbs, section, sectionEnd, slip, start } from './bsLines.ts';

const counts = { c042: 1, net: 12_755 };
const payments = file(
  start('0602'),
  section('0211'),
  automatic('0236'),
  sectionEnd('0211', counts),
  end('0602', counts),
);

describe('the choice of the reader for Betalingsservice', () => {
  it.each([
    ['outgoing', start('0601')],
    ['payments', start('0602')],
    ['payments', `PBCNET 1\r\n${start('0602')}`],
    ['payments', start('0602', { subsystem: 'KR9' })],
    ['agreements', start('0603')],
    ['outgoing', start('0605')],
    ['receipt', start('0621')],
    ['unknown', start('0686')],
    ['unknown', start('0602').slice(1)],
    ['unknown', 'BS012039856440211'],
    ['unknown', 'BS002'],
  ])('C9 takes for %s what begins with %s', async (kind, text) => {
    expect(await sniffKind(Readable.from([Buffer.from(text)]))).toBe(kind);
  });

  it('C9 gives payments as the records of every format, in chunks of any size', async () => {
    const whole = await read(payments);
    expect(whole.summary).toMatchObject({ format: 'bs.0602', findings: [] });
    expect(whole.records).toMatchObject([
      { kind: 'payment', family: 'bs.0602', statement_id: '0602/34191234/BS1/0000000042', account: '03985644' },
    ]);
    for (const size of [1, 7, 64]) expect(await read(payments, size)).toEqual(whole);
  });

  it('C6 inspects agreements, receipts and what we send', async () => {
    const agreements = file(
      start('0603'),
      section('0212'),
      mandate('0231', '1', '2'),
      sectionEnd('0212', { c042: 1 }),
      end('0603', { c042: 1 }),
    );
    expect(await read(agreements)).toMatchObject({
      records: [
        {
          kind: 'agreement', message_no: 1, entry_no: 1, line: 3, account: pbs, customer_number: '1', agreement_number: '000000002',
          event: 'registered', code: '0231', effective_on: '2026-01-01', ends_on: '', is_register: false,
        },
      ],
      summary: { format: 'bs.0603', findings: [], entries: 1 },
    }); // prettier-ignore
    for (const type of ['0601', '0605', '0621']) {
      expect((await read(file(start(type), end(type, { sections: 0 })))).summary).toMatchObject({
        format: `bs.${type}`,
      });
    }
  });

  it('O6 refuses a delivery that is not read with a sentence', async () => {
    await expect(read(file(start('0686')))).rejects.toMatchObject({
      type: 'FILE_UNREADABLE',
      message:
        'line 1: a delivery 0686 of Betalingsservice is not one that is read here (0601, 0602, 0603, 0605, 0621)',
    });
  });
});

const samples = sharedData('samples', 'nets');

describe.skipIf(!samples)('files of other Nordic payment centres (needs the shared data)', () => {
  const files = samples ? readdirSync(samples).map((name) => readFileSync(join(samples, name))) : [];

  it('C9 are not taken for Betalingsservice', async () => {
    expect(files.length).toBeGreaterThan(0);
    for (const bytes of files) expect(await sniffKind(Readable.from([bytes]))).toBe('unknown');
  });

  it('C9 are answered with errors when they are read as such all the same', () => {
    for (const bytes of files) {
      const results: CollectionResult[] = [];
      const reader = new Bs0602Reader((result) => results.push(result));
      reader.write(bytes);
      expect(reader.end().findings.some((each) => each.severity === 'error')).toBe(true);
      expect(results).toEqual([]);
    }
  });
});

describe('a result as a record of every format', () => {
  const delivery = {
    delivery_type: '0602',
    supplier: 'S',
    subsystem: 'BS1',
    delivery_id: '7',
    created_on: '2026-02-03',
  };
  const resultOf = (record: string, code = '0211'): CollectionResult => {
    const results: CollectionResult[] = [];
    const reader = new Bs0602Reader((result) => results.push(result));
    reader.write(file(start('0602'), section(code), record));
    return results[0]!;
  };

  it.each([
    ['0236', '1', 'CRDT', false],
    ['0236', '2', 'DBIT', false],
    ['0239', '1', 'DBIT', true],
    ['0239', '2', 'DBIT', true],
  ])('C9 books code %s with sign %s as %s', (code, sign, expected, isReversal) => {
    expect(inboundRecordOf(resultOf(automatic(code, { sign })), delivery)).toMatchObject({
      kind: 'payment', entry_status: 'BOOK', sign: expected, is_reversal: isReversal, currency: 'DKK', amount_minor: 12_755,
      end_to_end_id: 'F-1', mandate_id: '123456789', booked_on: '2026-02-02', value_on: '2026-02-02',
      return_reason: isReversal ? code : '', bank_code: `BS/0211/${code}`, statement_id: '0602/S/BS1/7',
      created_at: '2026-02-03', message_no: 1, entry_no: 1, tx_no: 1, line: 3,
    }); // prettier-ignore
  });

  it('C9 books of a slip what was paid, with its number in the archive', () => {
    expect(inboundRecordOf(resultOf(slip('0297', { paid: 9_000 }), '0215'), delivery)).toMatchObject({
      kind: 'payment', sign: 'CRDT', amount_minor: 9_000, end_to_end_id: 'F-2', servicer_ref: 'ARK-0001', mandate_id: '',
      remittance: 'Payment slip completed, customer 777', charges_minor: 0,
    }); // prettier-ignore
  });

  it.each([
    ['0237', 'RJCT', 'rejected by the debtor'],
    ['0238', 'RJCT', 'cancelled: the mandate has ended'],
    ['0299', '0299', ''],
    ['0777', '0777', 'with a code that is not known'],
  ])('C8 books nothing of code %s but where it is known to move money', (code, status, meaning) => {
    const record = inboundRecordOf(resultOf(automatic(code)), delivery);
    if (code === '0299') {
      expect(record).toMatchObject({ kind: 'payment', sign: 'DBIT', is_reversal: true });
      return;
    }
    expect(record).toMatchObject({
      kind: 'status', level: 'transaction', status, reason: code, end_to_end_id: 'F-1',
      reason_text: `Betalingsservice ${meaning}, customer 12313`,
    }); // prettier-ignore
  });

  it('C8 has a sentence for each outcome', () => {
    const outcomes: CollectionOutcome[] = ['completed', 'rejected', 'cancelled', 'charged_back', 'unknown'];
    const sentences = outcomes.map((outcome) => {
      const record = inboundRecordOf({ ...resultOf(automatic('0236')), outcome }, delivery);
      return record.kind === 'payment' ? record.remittance : record.reason_text;
    });
    expect(new Set(sentences).size).toBe(outcomes.length);
  });
});

describe('names in the mailbox', () => {
  it.each([
    ['D3808688001-603.KR9', 'data', '0603', 'KR9'],
    ['D26110101.BS1', 'data', '', 'BS1'],
    ['T3808688001-601.BS1', 'transmission_receipt', '0601', 'BS1'],
    ['V3808688001-601.BS1', 'validation_receipt', '0601', 'BS1'],
    ['Z3808688001.ZIP', 'zipped_data', '', 'ZIP'],
    ['F3808688001', 'delivery_note', '', ''],
    ['INC-20261123-1.txt', 'unknown', '', ''],
    ['Total.BS1', 'unknown', '', 'BS1'],
    ['', 'unknown', '', ''],
  ])('C8 say of %s that it is %s', (name, kind, delivery_type, subsystem) => {
    expect(mailboxFileOf(name)).toEqual({ kind, delivery_type, subsystem });
  });
});
