import { existsSync, readFileSync } from 'node:fs';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { CollectionResult, ExpectedDelivery } from '../../../domain/betalingsservice/inbound.ts';
import type { FileSummary } from '../../../domain/inbound.ts';
import { Bs0602Reader } from '../../../formats/nets/read0602.ts';
import { sharedData } from '../../support/sharedData.ts';
import { automatic, end, file, found, pbs, readWith, rec, section, sectionEnd, slip, start } from './bsLines.ts';

const read = (bytes: Uint8Array, expected: ExpectedDelivery = {}, size?: number) =>
  readWith<CollectionResult>((onResult) => new Bs0602Reader(onResult, expected), bytes, size);

/** A delivery of one section, whose ends say what is in it. */
function in0211(...records: string[]): Buffer {
  const net = records.reduce(
    (sum, each) => sum + (each[55] === '1' ? 1 : each[55] === '2' ? -1 : 0) * Number(each.slice(56, 69)),
    0,
  );
  const counts = { c042: records.length, net: Math.abs(net) };
  return file(start('0602'), section('0211'), ...records, sectionEnd('0211', counts), end('0602', counts));
}

const notMoved = { due: '000000', paidOn: '000000', bookedOn: '000000', paid: 0, amount: 0, sign: '0' };

/** All kinds of results, in both sections. */
const whole = file(
  start('0602', { date: '030226' }),
  section('0211'),
  automatic('0236'),
  automatic('0236', { customer: 'NV00012', sign: '2', amount: 5_000, reference: 'F-æø' }),
  automatic('0237', { ...notMoved, amount: 700, sign: '1' }),
  automatic('0238', notMoved),
  automatic('0239', { amount: 1_000, bookedOn: '060226' }),
  sectionEnd('0211', { c042: 5, net: 12_755 - 5_000 + 700 + 1_000 }),
  section('0215'),
  slip('0297', { paid: 9_000, fee: 250 }),
  slip('0299', { reference: '123456789' }),
  rec('022', [6, 13, pbs], [14, 17, '0240']),
  sectionEnd('0215', { c042: 2, net: 20_000, c022: 1 }),
  end('0602', { sections: 2, c042: 7, net: 29_455, c022: 1 }),
);

describe('delivery 0602', () => {
  it('C9 gives every result with its outcome', () => {
    const { records, summary } = read(whole);
    expect(summary.findings).toEqual([]);
    expect(records).toMatchObject([
      {
        message_no: 1, entry_no: 1, line: 3, section: '0211', code: '0236', pbs_number: pbs, debtor_group: '00001',
        customer_number: '12313', layout: 'automatic', outcome: 'completed', mandate_number: '123456789',
        due_on: '2026-02-02', direction: 'collect', amount_minor: 12_755, reference: 'F-1', paid_on: '2026-02-02',
        booked_on: '2026-02-02', paid_minor: 12_755, card_type: '', fee_sign: '', fee_minor: 0, archive_number: '',
      },
      { customer_number: 'NV00012', direction: 'disburse', paid_minor: 5_000, reference: 'F-æø' },
      { outcome: 'rejected', amount_minor: 700, paid_minor: 0, due_on: '', paid_on: '', booked_on: '' },
      { outcome: 'cancelled', amount_minor: 0, direction: '' },
      { outcome: 'charged_back', paid_minor: 1_000, booked_on: '2026-02-06', entry_no: 5 },
      {
        message_no: 2, entry_no: 1, line: 10, section: '0215', code: '0297', layout: 'slip', outcome: 'completed', customer_number: '777',
        mandate_number: '', card_type: '71', fee_sign: '0', fee_minor: 250, due_on: '2026-02-02', amount_minor: 10_000,
        paid_minor: 9_000, reference: 'F-2', archive_number: 'ARK-0001', paid_on: '2026-02-03', booked_on: '2026-02-04',
      },
      { outcome: 'charged_back', reference: '123456789' },
    ]); // prettier-ignore
  });

  it('C9 P7 sums what moved and compares what the file states', () => {
    const { summary } = read(whole);
    expect(summary).toMatchObject({ format: 'bs.0602', messages: 2, entries: 8, transactions: 8 });
    expect(summary.totals).toEqual([
      { currency: 'DKK', credit_minor: 12_755 + 9_000, debit_minor: 5_000 + 1_000 + 10_000 },
    ]);
    expect(summary.control_totals.ok).toBe(true);
    expect(summary.control_totals.stated).toEqual({
      '1:BS092/count_042': '5', '1:BS092/net_amount': '9455', '1:BS092/count_052_062': '0', '1:BS092/count_022': '0',
      '2:BS092/count_042': '2', '2:BS092/net_amount': '20000', '2:BS092/count_052_062': '0', '2:BS092/count_022': '1',
      'BS992/count_sections': '2', 'BS992/count_042': '7', 'BS992/net_amount': '29455', 'BS992/count_052_062': '0',
      'BS992/count_022': '1',
    }); // prettier-ignore
    expect(summary.control_totals.read).toEqual(summary.control_totals.stated);
  });

  it('C9 names the delivery, so that it is not taken twice', () => {
    const reader = new Bs0602Reader(() => {});
    reader.write(whole);
    reader.end();
    expect(reader.identity).toEqual({
      delivery_type: '0602', supplier: '34191234', subsystem: 'BS1', delivery_id: '0000000042', created_on: '2026-02-03',
    }); // prettier-ignore
  });

  it('C8 keeps an unknown code as an error, and its record', () => {
    const { records, summary } = read(in0211(automatic('0236'), automatic('0246')));
    expect(found(summary)).toEqual([
      '4 BS042/code (14-17): the transaction code is not known: what became of the collection must be looked up',
    ]);
    expect(summary.findings).toMatchObject([{ value: '0246', line: 4 }]);
    expect(records).toMatchObject([{ outcome: 'completed' }, { outcome: 'unknown', code: '0246', reference: 'F-1' }]);
    expect(summary.totals).toEqual([{ currency: 'DKK', credit_minor: 12_755, debit_minor: 0 }]);
  });

  it('C8 reads a known code by its own layout in a section that is not its own', () => {
    const { records, summary } = read(in0211(slip('0297')));
    expect(found(summary)).toContain('3 BS042/code (14-17): the code belongs to section 0215');
    expect(records).toMatchObject([{ layout: 'slip', paid_minor: 10_000, customer_number: '777' }]);
  });

  it('C8 counts texts of payers and says so', () => {
    const text = rec('052', [6, 13, pbs], [14, 17, '0241']);
    const counts = { c042: 1, net: 12_755, texts: 2 };
    const bytes = file(
      start('0602'),
      section('0211'),
      automatic('0236'),
      text,
      text,
      sectionEnd('0211', counts),
      end('0602', counts),
    );
    const { summary } = read(bytes);
    expect(found(summary)).toEqual([]);
    expect(found(summary, 'warning')).toEqual(['4 BS052: texts of payers are counted and not read']);
    expect(summary.findings[0]!.value).toBe('2');
  });

  it.each([
    [{ paid: 0 }, '3 BS042/paid_amount (116-128): the amount paid is missing'],
    [{ paidOn: '000000' }, '3 BS042/paid_on (104-109): the date is missing'],
    [{ bookedOn: '310226' }, '3 BS042/booked_on (110-115): a date is ddmmyy and exists in the calendar'],
    [{ paid: '    12755    ' }, '3 BS042/paid_amount (116-128): it is 13 digits, with zeros in front'],
    [{ customer: '0' }, '3 BS042/customer_number (26-40): the customer number is missing'],
    [{ mandate: '  1234567' }, '3 BS042/mandate_number (41-49): it is 9 digits, with zeros in front'],
    [{ sign: '3' }, '3 BS042/sign (56): it is 0 (zero), 1 (collect) or 2 (disburse)'],
  ])('C9 finds a completed payment with %j', (parts, finding) => {
    expect(found(read(in0211(automatic('0236', parts))).summary)).toContain(finding);
  });

  it('C9 lets a person decide on a charge-back with sign 2, read as money that goes back', () => {
    const { summary } = read(in0211(automatic('0239', { sign: '2' })));
    expect(found(summary)).toEqual([
      '3 BS042/sign (56): a charge-back with sign 2 is read as money that goes back to the debtor: look it up',
    ]);
    expect(summary.totals).toEqual([{ currency: 'DKK', credit_minor: 0, debit_minor: 12_755 }]);
  });

  it('G5 reports a sum that is no longer exact, and still compares the net amount exactly', () => {
    const records = Array.from({ length: 1_000 }, () => automatic('0236', { amount: 9_999_999_999_999 }));
    const counts = { c042: 1_000, net: 999_999_999_999_999 };
    const bytes = file(start('0602'), section('0211'), ...records, sectionEnd('0211', counts), end('0602', counts));
    const { summary } = read(bytes);
    expect(found(summary)).toContain('903 BS042/paid_amount: the sum is beyond 2^53 - 1 minor units');
    expect(found(summary)).toContain(
      '1003 BS092/net_amount: the control total differs from what was read (9999999999999000)',
    );
  });

  it('C9 compares collected amounts only, where that is set', () => {
    const records = [automatic('0236'), automatic('0236', { sign: '2', amount: 20_000 })];
    const counts = { c042: 2, net: 12_755 };
    const bytes = file(start('0602'), section('0211'), ...records, sectionEnd('0211', counts), end('0602', counts));
    const { summary } = readWith<CollectionResult>(
      (onResult) => new Bs0602Reader(onResult, { net_rule: 'collected' }),
      bytes,
    );
    expect(found(summary)).toEqual([]);
    expect(read(bytes).summary.control_totals.ok).toBe(false);
  });

  const nets = sharedData('..', 'reference', 'nets.md');
  it.skipIf(!nets || !existsSync(nets))(
    'C9 reads the record that nets.md 2.9 shows (needs the shared reference)',
    () => {
      const literal = /^- `(BS042.{123})`/m.exec(readFileSync(nets!, 'utf8'))![1]!;
      const { records, summary } = read(in0211(literal));
      expect(found(summary)).toEqual([]);
      expect(records).toMatchObject([
      {
        pbs_number: '03985644', code: '0236', debtor_group: '00001', customer_number: '12313', mandate_number: '123456789',
        due_on: '2003-12-10', direction: 'collect', amount_minor: 12_755, reference: '000000125', paid_on: '2003-12-31',
        booked_on: '2003-12-11', paid_minor: 12_755,
      },
    ]); // prettier-ignore
    },
  );
});

describe('the frame of a delivery', () => {
  const lines = whole.toString('latin1').split('\r\n').slice(0, -1);
  /** The whole file with lines replaced: undefined takes one away, an array puts several in its place. */
  const changed = (changes: Record<number, string | string[] | undefined>): FileSummary =>
    read(file(...lines.flatMap((line, index) => (index + 1 in changes ? (changes[index + 1] ?? []) : line)))).summary;
  const replaced = (line: number, from: number, text: string): string =>
    lines[line - 1]!.slice(0, from - 1) + text + lines[line - 1]!.slice(from - 1 + text.length);

  it.each([1, 2, 3, 7, 64, 129, 130, 131, 1_000])('G6 is read the same in chunks of %i bytes', (size) => {
    expect(read(whole, {}, size)).toEqual(read(whole));
  });

  it('C9 may have lines without blanks at their end, with LF only, the last without any, and old mailbox records', () => {
    const { records } = read(whole);
    const stripped = lines.map((line) => line.trimEnd());
    expect(read(Buffer.from(stripped.join('\n'), 'latin1'))).toEqual(read(whole));
    const wrapped = read(Buffer.from(['PBCNET0', ...lines, 'PBCNET9', ''].join('\r\n'), 'latin1'));
    expect(found(wrapped.summary)).toEqual([]);
    expect(wrapped.records.length).toBe(records.length);
  });

  it.each([
    ['the count of a section', { 8: replaced(8, 42, '4') }, '8 BS092/count_042: the control total differs from what was read (5)'],
    ['the net amount of a section', { 8: replaced(8, 57, '6') }, '8 BS092/net_amount: the control total differs from what was read (9455)'],
    ['the count of addresses', { 13: replaced(13, 94, '0') }, '13 BS092/count_022: the control total differs from what was read (1)'],
    ['the count of texts', { 8: replaced(8, 68, '1') }, '8 BS092/count_052_062: the control total differs from what was read (0)'],
    ['the number of sections', { 14: replaced(14, 31, '3') }, '14 BS992/count_sections: the control total differs from what was read (2)'],
    ['the count of the delivery', { 14: replaced(14, 42, '8') }, '14 BS992/count_042: the control total differs from what was read (7)'],
    ['the net amount of the delivery', { 14: replaced(14, 57, '0') }, '14 BS992/net_amount: the control total differs from what was read (29455)'],
    ['a total that is no number', { 14: replaced(14, 40, ' 7 ') }, '14 BS992/count_042: the control total differs from what was read (7)'],
  ])('P7 finds %s wrong', (_, changes, finding) => {
    const summary = changed(changes);
    expect(found(summary)).toEqual([finding]);
    expect(summary.control_totals.ok).toBe(false);
  }); // prettier-ignore

  it.each([
    ['no BS002', { 1: undefined }, '1 BS012: a section begins between BS002 and BS992'],
    ['no BS012', { 2: undefined }, '2 BS042: a data record stands between BS012 and BS092'],
    ['no BS092', { 8: undefined }, '8 BS012: the section before is not closed by a BS092'],
    ['no BS992', { 14: undefined }, '13 BS992: BS992 is missing at the end: the file is cut off'],
    ['no BS092 before BS992', { 13: undefined }, '13 BS992: the section before is not closed by a BS092'],
    ['two BS092', { 8: [lines[7]!, lines[7]!] }, '9 BS092: a section that was not begun by a BS012 is closed'],
    ['a record between sections', { 9: [lines[2]!, lines[8]!] }, '9 BS042: a data record stands between BS012 and BS092'],
    ['a record after the end', { 14: [lines[13]!, lines[2]!] }, '15 BS042: a data record stands between BS012 and BS092'],
    ['a section after the end', { 14: [lines[13]!, lines[1]!] }, '15 BS012: a section begins between BS002 and BS992'],
    ['two BS992', { 14: [lines[13]!, lines[13]!] }, '15 BS992: a delivery that was not begun by a BS002 is closed'],
    ['a BS002 in the middle', { 9: [lines[0]!, lines[8]!] }, '9 BS002: a file holds exactly one delivery, which begins with its only BS002'],
    ['the end of another section', { 8: replaced(8, 14, '0215') }, '8 BS092 (6-17): a section is closed by a BS092 of its own creditor and number'],
    ['the end of another creditor', { 8: replaced(8, 13, '9') }, '8 BS092 (6-17): a section is closed by a BS092 of its own creditor and number'],
    ['a record of another creditor', { 3: replaced(3, 13, '9') }, '3 BS042/pbs_number (6-13): the record is of another creditor than its section'],
    ['the end of another supplier', { 14: replaced(14, 13, '9') }, '14 BS992/supplier (6-13): it is not that of the BS002'],
    ['the end of another type', { 14: replaced(14, 20, '3') }, '14 BS992/delivery_type (17-20): it is not that of the BS002'],
    ['an unknown section', { 2: replaced(2, 14, '0299'), 8: replaced(8, 14, '0299') }, '2 BS012/code (14-17): the section is not known in this delivery'],
    ['an unknown record', { 3: [lines[2]!, rec('077')] }, '4 record (3-5): record type 077 is not known'],
    ['a line of something else', { 3: [lines[2]!, 'Dear Sir'] }, '4 record (1-2): a record begins with BS'],
    ['an empty line', { 3: [lines[2]!, ''] }, '4 record: a line is a record and not empty'],
    ['a record of 129 characters', { 3: `${lines[2]!}5` }, '3 record: a record has at most 128 characters'],
    ['a byte of no character', { 3: replaced(3, 80, '\x86') }, '3 record: character 80 is no character of ISO-8859-1'],
    ['a byte of zero', { 3: replaced(3, 80, '\0') }, '3 record: character 80 is no character of ISO-8859-1'],
    ['a mailbox record in the middle', { 3: [lines[2]!, 'PBCNET'] }, '4 record (1-2): a record begins with BS'],
  ])('C9 finds %s', (_, changes, finding) => {
    expect(found(changed(changes))).toContain(finding);
  }); // prettier-ignore

  it('C9 finds letters that were written as UTF-8', () => {
    const bytes = Buffer.from(lines.join('\r\n'), 'utf8');
    expect(found(read(bytes).summary)).toEqual([
      '4 record: a record has at most 128 characters',
      expect.stringMatching(/^4 BS042/),
    ]);
  });

  it('C9 finds two files glued together, and still gives the records of both', () => {
    const { records, summary } = read(Buffer.concat([whole, whole]));
    expect(found(summary)).toEqual(['15 BS002: a file holds exactly one delivery, which begins with its only BS002']);
    expect(records.length).toBe(14);
    expect(new Set(records.map((each) => `${each.message_no}/${each.entry_no}`)).size).toBe(14);
  });

  it('C9 reads a reference of all its 30 characters', () => {
    const reference = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ1234';
    expect(read(in0211(automatic('0236', { reference }))).records).toMatchObject([{ reference }]);
  });

  it('C9 gives the records of a file without BS002, which is in doubt', () => {
    expect(read(file(...lines.slice(1))).records.length).toBe(7);
  });

  it('C9 finds every file that is cut off, wherever', () => {
    for (let length = 1; length < whole.length - 2; length++) {
      const { summary } = read(whole.subarray(0, length));
      // The filling at the end of the last record is not missed: blanks there may be left out.
      const isWhole = length >= whole.length - 2 - 34;
      if (!isWhole) expect(found(summary), String(length)).not.toEqual([]);
    }
  });

  it('C9 refuses a delivery of another type, and reads none of its records', () => {
    const { records, summary } = read(file(start('0603'), section('0212'), automatic('0231'), end('0603', {})));
    expect(found(summary)[0]).toBe(
      '1 BS002/delivery_type (17-20): the delivery is not of type 0602: its records are not read',
    );
    expect(records).toEqual([]);
  });

  it('C9 compares supplier, subsystem, creditor and debtor group with what the caller knows', () => {
    const own = { supplier: '34191234', subsystem: 'BS1', creditors: [{ pbs_number: pbs, debtor_groups: ['00001'] }] };
    expect(read(whole, own).summary.findings).toEqual([]);
    const other = {
      supplier: '99999999',
      subsystem: 'BS2',
      creditors: [{ pbs_number: '00000001', debtor_groups: [] }],
    };
    expect(found(read(whole, other).summary)).toEqual([
      '1 BS002/supplier (6-13): the delivery is of another data supplier',
      '1 BS002/subsystem (14-16): the subsystem is not BS2',
      '2 BS012/pbs_number (6-13): the section is of another creditor',
      '9 BS012/pbs_number (6-13): the section is of another creditor',
    ]);
    const otherGroup = { creditors: [{ pbs_number: pbs, debtor_groups: ['00002'] }] };
    expect(found(read(in0211(automatic('0236')), otherGroup).summary)).toEqual([
      '3 BS042/debtor_group (21-25): it is no debtor group of this creditor',
    ]);
  });

  it('C9 takes a file of the test system only where it is expected', () => {
    const inTest = { 1: replaced(1, 14, 'KR9'), 14: replaced(14, 14, 'KR9') };
    expect(found(changed(inTest))).toEqual(['1 BS002/subsystem (14-16): the file is marked as a test']);
    const bytes = file(...lines.map((line, index) => inTest[(index + 1) as 1 | 14] ?? line));
    expect(found(read(bytes, { subsystem: 'KR9' }).summary)).toEqual([]);
  });

  it('G6 keeps no more than a line of a file without line ends', () => {
    const { summary } = read(Buffer.alloc(5_000_000, 'B'), {}, 60_000);
    expect(found(summary)).toEqual([
      '1 record: a record has at most 128 characters',
      '1 record (1-2): a record begins with BS',
      '1 BS992: BS992 is missing at the end: the file is cut off',
    ]);
  });

  it('G6 answers a damaged file with findings, never with a crash', () => {
    const damage = fc.record({
      at: fc.nat({ max: whole.length - 1 }),
      removed: fc.nat({ max: 300 }),
      inserted: fc.uint8Array({ maxLength: 6 }),
      size: fc.integer({ min: 1, max: 2_000 }),
    });
    fc.assert(
      fc.property(damage, ({ at, removed, inserted, size }) => {
        const damaged = Buffer.concat([whole.subarray(0, at), inserted, whole.subarray(at + removed)]);
        const reading = read(damaged, {}, size);
        expect(reading).toEqual(read(damaged));
        // A record that disappeared whole is found by the totals.
        if (reading.records.length < 7) expect(found(reading.summary)).not.toEqual([]);
      }),
      { seed: 42, numRuns: 400 },
    );
  });
});
