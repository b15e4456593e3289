import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { bankDesk, monday, texts } from './bankDesk.ts';
import { creditorIban, fourPayments, onePayment, pain008 } from './pain008Sample.ts';

const desk = bankDesk();

describe('the checks of a file', () => {
  it('accepts a correct file and says so', () => {
    const [name, ...others] = desk.send(fourPayments());
    expect(name).toBe('pain.002_BANKA_20260105_0001.xml');
    expect(others).toEqual([]);
    expect(texts(desk.answer(name ?? ''), 'GrpSts')).toEqual(['ACCP']);
    expect(texts(desk.answer(name ?? ''), 'OrgnlMsgId')).toEqual(['MSG-1']);
    expect(desk.totals().accepted).toEqual({ count: 4, sum_minor: 10000 });
    expect(readdirSync(join(desk.directory, 'to-bank', 'taken'))).toEqual(['file.xml']);
  });

  it('accepts pain.008.001.02 as well', () => {
    expect(desk.verdictOf(fourPayments({ version: 'pain.008.001.02' }))).toBe('ACCP');
  });

  const amended = (details: string): string => `<AmdmntInd>true</AmdmntInd><AmdmntInfDtls>${details}</AmdmntInfDtls>`;
  const account = (id: string): string => `<OrgnlDbtrAcct><Id>${id}</Id></OrgnlDbtrAcct>`;
  const smnda = account('<Othr><Id>SMNDA</Id></Othr>');
  const refused: [title: string, code: string, file: string][] = [
    ['a truncated file', 'FF01', fourPayments().slice(0, -40)],
    ['an empty file', 'FF01', ''],
    ['another document', 'FF01', fourPayments().replaceAll('CstmrDrctDbtInitn', 'CstmrCdtTrfInitn')],
    ['another namespace', 'FF01', fourPayments().replace('pain.008.001.08', 'pain.001.001.09')],
    ['a version it does not take', 'FF01', fourPayments().replace('pain.008.001.08', 'pain.008.001.11')],
    ['a DOCTYPE', 'FF01', fourPayments().replace('<Document', '<!DOCTYPE x><Document')],
    ['another encoding', 'FF01', fourPayments().replace('UTF-8', 'ISO-8859-1')],
    ['a wrong count in the header', 'AM18', fourPayments({ count: 5 })],
    ['a wrong count in a batch', 'AM18', fourPayments({}, { count: 3 })],
    ['a wrong sum in the header', 'AM10', fourPayments({ sum: '100.01' })],
    ['a wrong sum in a batch', 'AM10', fourPayments({}, { sum: '99.99' })],
    ['an end-to-end id twice in the file', 'DU04', pain008({ batches: [0, 1].map(() => ({ payments: [{ end_to_end_id: 'E' }] })) })],
    ['a batch id twice in the file', 'DU02', pain008({ batches: ['A', 'B'].map((id) => ({ payment_info_id: 'P', payments: [{ end_to_end_id: id }] })) })],
    ['a collection date at the weekend', 'DT01', onePayment({}, { collection_on: '2026-01-10' })],
    ['a collection date on Good Friday', 'DT01', onePayment({}, { collection_on: '2026-04-03' })],
    ['a collection date on Easter Monday', 'DT01', onePayment({}, { collection_on: '2026-04-06' })],
    ['a collection date of today', 'DT01', onePayment({}, { collection_on: '2026-01-05' })],
    ['a collection date too far ahead', 'DT01', onePayment({}, { collection_on: '2026-04-07' })],
    ['an unknown creditor account', 'AC03', onePayment({}, { creditor_iban: 'NL20INGB0001234567' })],
    ['a creditor account with wrong check digits', 'AC03', onePayment({}, { creditor_iban: 'NL90ABNA0417164300' })],
    ['a creditor identifier of somebody else', 'BE05', onePayment({}, { creditor_identifier: 'NL72ZZZ123456780000' })],
    ['a creditor identifier with wrong check digits', 'BE05', onePayment({}, { creditor_identifier: 'DE97ZZZ09999999999' })],
    ['an amount of zero', 'AM01', onePayment({ amount: '0.00' })],
    ['an amount over the limit', 'AM02', onePayment({ amount: '1000000000.00' })],
    ['another currency', 'AM03', onePayment({ currency: 'CHF' })],
    ['a mandate signed after the collection', 'MD02', onePayment({ signed_on: '2026-01-09' })],
    ['a sequence type outside SEPA', 'AG02', onePayment({}, { sequence_type: 'RPRE' })],
    ['an unknown local instrument', 'FF05', onePayment({}, { local_instrument: 'COR1' })],
    ['CORE and B2B in one message', 'FF05', pain008({ batches: ['CORE', 'B2B'].map((code) => ({ local_instrument: code, payments: [{ end_to_end_id: code }] })) })],
    ['a name outside the SEPA characters', 'FF01', onePayment({ debtor_name: 'Müller' })],
    ['an identification with two slashes', 'FF01', onePayment({ end_to_end_id: 'A//B' })],
    ['amendment details without the indicator', 'MD02', onePayment({ amendment: `<AmdmntInfDtls>${smnda}</AmdmntInfDtls>` })],
    ['the indicator without amendment details', 'MD02', onePayment({ amendment: '<AmdmntInd>true</AmdmntInd>' })],
    ['an amended reference that is the present one', 'MD02', onePayment({ amendment: amended('<OrgnlMndtId>UMR-1</OrgnlMndtId>') })],
    ['another word than SMNDA', 'MD02', onePayment({ amendment: amended(account('<Othr><Id>OTHER</Id></Othr>')) })],
    ['SMNDA at the debtor agent', 'MD02', onePayment({ amendment: amended('<OrgnlDbtrAgt><FinInstnId><Othr><Id>SMNDA</Id></Othr></FinInstnId></OrgnlDbtrAgt>') })],
  ]; // prettier-ignore

  it.each(refused)('refuses %s with %s, as a whole', (_title, code, file) => {
    expect(desk.verdictOf(file)).toBe(`RJCT ${code}`);
    expect(desk.totals().accepted).toEqual({ count: 0, sum_minor: 0 });
    expect(desk.totals().rejected).toEqual(desk.totals().received);
  });

  it('takes amendments that are consistent', () => {
    expect(desk.verdictOf(onePayment({ amendment: amended(`<OrgnlMndtId>OLD-1</OrgnlMndtId>${smnda}`) }))).toBe('ACCP');
  });

  it('counts the payments of a refused file as received and rejected', () => {
    desk.send(fourPayments({ sum: '1.00' }));
    expect(desk.totals().received).toEqual({ count: 4, sum_minor: 10000 });
    expect(desk.totals().per_account[creditorIban]?.rejected).toEqual({ count: 4, sum_minor: 10000 });
  });

  it('takes a file for tomorrow until the cut-off, refuses it afterwards', () => {
    desk.put('a.xml', onePayment({}, { collection_on: '2026-01-06' }));
    desk.at('2026-01-05T11:30:00.000Z');
    desk.put('b.xml', onePayment({ end_to_end_id: 'E2E-2' }, { collection_on: '2026-01-06' }, { message_id: 'MSG-2' }));
    desk.at('2026-01-05T11:31:00.000Z');
    const [first, second] = desk.answers().map((name) => desk.answer(name));
    expect(texts(first ?? '', 'GrpSts')).toEqual(['ACCP']);
    expect(texts(second ?? '', 'Cd')).toEqual(['TM01']);
  });

  it('counts business days from Thursday over Easter', () => {
    desk.at('2026-04-01T08:00:00.000Z');
    desk.put('a.xml', onePayment({}, { collection_on: '2026-04-07' }));
    desk.at('2026-04-02T10:30:00.000Z');
    desk.put('b.xml', onePayment({}, { collection_on: '2026-04-07' }, { message_id: 'MSG-2' }));
    desk.at('2026-04-02T10:31:00.000Z');
    const [first, second] = desk.answers().map((name) => desk.answer(name));
    expect(texts(first ?? '', 'GrpSts')).toEqual(['ACCP']);
    expect(texts(second ?? '', 'Cd')).toEqual(['TM01']);
  });

  it('refuses what came before: message, batch and end-to-end identifications, across files', () => {
    desk.send(fourPayments());
    expect(desk.verdictOf(fourPayments({}, { collection_on: '2026-01-09' }))).toBe('RJCT DU01');
    expect(desk.verdictOf(onePayment({ end_to_end_id: 'NEW' }, {}, { message_id: 'MSG-2' }))).toBe('RJCT DU02');
    expect(desk.verdictOf(onePayment({}, { payment_info_id: 'NEW' }, { message_id: 'MSG-3' }))).toBe('RJCT DU04');
  });

  it('answers the same bytes once, under whatever name they come', () => {
    desk.send(fourPayments(), { name: 'first.xml' });
    expect(desk.send(fourPayments(), { name: 'first.xml' })).toEqual([]);
    expect(desk.send(fourPayments(), { name: 'second.xml' })).toEqual([]);
    expect(desk.totals()).toMatchObject({ files: 3, duplicate_files: 2, received: { count: 4, sum_minor: 10000 } });
    expect(readdirSync(join(desk.directory, 'to-bank', 'taken'))).toEqual(['first.xml', 'first.xml.2', 'second.xml']);
  });

  it('does not touch files that are still being written', () => {
    desk.put('half.xml.tmp', 'x');
    desk.put('.half.xml', 'x');
    expect(desk.at(monday)).toMatchObject({ files_taken: 0, idle: true });
  });

  it('says in its log that there are no schemas', () => {
    desk.send(fourPayments());
    expect(desk.log()).toContain('not validated: no schema iso/pain.008.001.08.xsd');
  });
});
