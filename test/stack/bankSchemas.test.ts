import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeEach, describe, expect, it } from 'vitest';

import { firstFinding } from '../../stack/bank/schemas.ts';
import { sharedData } from '../support/sharedData.ts';
import { bankDesk } from './bankDesk.ts';
import { camt055, pain001, pain007 } from './bankSamples.ts';
import { fourPayments, onePayment, pain008 } from './pain008Sample.ts';

const schemas = sharedData('xsd');
const desk = bankDesk();

describe.skipIf(!schemas)('with the schemas (skipped where ../shared/data/xsd is absent)', () => {
  const schemaFolder = schemas ?? '';

  beforeEach(() => {
    desk.bank.close();
    desk.open(schemaFolder);
  });

  function expectValid(name: string): void {
    const message = /^(pain\.002|camt\.05[34])/.exec(name)?.[0];
    const schema = join(schemaFolder, 'iso', message === 'pain.002' ? 'pain.002.001.10.xsd' : `${message}.001.08.xsd`);
    expect(existsSync(schema)).toBe(true);
    const finding = firstFinding(readFileSync(join(desk.directory, 'from-bank', name)), schema);
    expect({ name, finding }).toEqual({ name, finding: undefined });
  }

  it('writes answers that are valid against the ISO schemas', () => {
    desk.setRules([
      { match: { end_to_end_id: 'E2E-1' }, outcome: 'reject' },
      { match: { end_to_end_id: 'E2E-2' }, outcome: 'return' },
      { match: { end_to_end_id: 'E2E-3' }, outcome: 'refund' },
    ]);
    desk.send(fourPayments());
    desk.send('no xml');
    desk.send(fourPayments({ message_id: 'MSG-2', sum: '1.00' }));
    desk.setSettings({ acknowledge: false });
    const quiet = { payment_info_id: 'PMT-Q', batch_booking: false, payments: [{ end_to_end_id: 'Q', debtor_iban: 'DE88370400440532013000' }, { end_to_end_id: 'R' }] }; // prettier-ignore
    desk.send(pain008({ message_id: 'MSG-3', batches: [quiet] }));
    desk.at('2026-02-20T08:00:00.000Z');
    expect(desk.answers()).toHaveLength(10);
    for (const name of desk.answers()) expectValid(name);
  });

  it('writes what follows from transfers and requests valid against them too', () => {
    const answersTo = (text: string, now: string): string[] => desk.send(text, { now });
    desk.setRules([{ match: { end_to_end_id: 'T-1' }, outcome: 'return' }]);
    desk.send(fourPayments());
    desk.send(pain001());
    const cancelled = answersTo(camt055(), '2026-01-06T08:00:00.000Z');
    const lines = ['2', '9'].map((no) => ({ end_to_end_id: `E2E-${no}`, amount: `${no}0.00` }));
    const refused = answersTo(pain007({ lines }), '2026-01-09T08:00:00.000Z');
    desk.at('2026-02-20T08:00:00.000Z');
    expect([...cancelled, ...refused].filter((name) => name.startsWith('pain.002'))).toHaveLength(2);
    const withSchema = desk.answers().filter((name) => !name.startsWith('camt.029'));
    expect(withSchema).toHaveLength(8);
    for (const name of withSchema) expectValid(name);
  });

  it.each(['pain.007.001.09', 'pain.007.001.02'])('refuses a %s that breaks its schema', (version) => {
    desk.send(fourPayments());
    const broken = pain007({ version }).replace('<ChrgBr>SLEV</ChrgBr>', '<ChrgBr>XXXX</ChrgBr>');
    expect(desk.verdictOf(broken, '2026-01-09T08:00:00.000Z')).toBe('RJCT FF01');
    expect(desk.log()).toContain(`(iso/${version}.xsd)`);
  });

  it('accepts a valid file without a note', () => {
    expect(desk.verdictOf(fourPayments())).toBe('ACCP');
    expect(desk.verdictOf(fourPayments({ version: 'pain.008.001.02', message_id: 'MSG-2' }))).toBe('RJCT DU02');
    expect(desk.log()).not.toContain('not validated');
  });

  it('refuses what breaks the ISO schema, and what breaks GBIC_5 only', () => {
    const iso = fourPayments().replace('<PmtMtd>DD</PmtMtd>', '');
    expect(desk.verdictOf(iso)).toBe('RJCT FF01');
    expect(desk.log()).toContain('(iso/pain.008.001.08.xsd)');
    const gbic = fourPayments({ message_id: 'MSG-2' }).replace('<PmtId>', '<PmtId><UETR>x</UETR>');
    const uetr = gbic.replace('<UETR>x</UETR><EndToEndId>E2E-1</EndToEndId>', '<EndToEndId>E2E-1</EndToEndId><UETR>7e9f2b1c-3d4a-4b5c-8d6e-9f0a1b2c3d4e</UETR>'); // prettier-ignore
    expect(desk.verdictOf(uetr)).toBe('RJCT FF01');
    expect(desk.log()).toContain('GBIC_5');
  });

  it('keeps names out of its findings', () => {
    expect(desk.verdictOf(onePayment({ debtor_name: 'Müller'.repeat(30) }))).toBe('RJCT FF01');
    expect(desk.verdictOf(onePayment({ debtor_name: 'Müller' }, {}, { message_id: 'MSG-2' }))).toBe('RJCT FF01');
    expect(desk.verdictOf(onePayment({ debtor_iban: 'NOIBAN' }, {}, { message_id: 'MSG-3' }))).toBe('RJCT FF01');
    expect(desk.log()).not.toMatch(/Müller|NOIBAN/);
    expect(
      desk
        .answers()
        .map((name) => desk.answer(name))
        .join(),
    ).not.toMatch(/Müller|NOIBAN/);
  });
});
