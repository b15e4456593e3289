import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Bank } from '../../stack/bank/bank.ts';
import { firstFinding } from '../../stack/bank/schemas.ts';
import type { BankRule, BankSettings } from '../../stack/bank/settings.ts';
import { bankIsDone } from '../../stack/bank/status.ts';
import type { BankTotals } from '../../stack/bank/totals.ts';
import type { CounterpartStatus } from '../../stack/simulation/status.ts';
import { sharedData } from '../support/sharedData.ts';
import { creditorIban, creditorIdentifier, fourPayments, onePayment, pain008 } from './pain008Sample.ts';

const schemas = sharedData('xsd');
const noSchemas = '/nonexistent';
const monday = '2026-01-05T08:00:00.000Z';

let directory: string;
let bank: Bank;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'bank-'));
  writeJson('accounts.json', [{ iban: creditorIban, creditor_identifier: creditorIdentifier }]);
  bank = openBank();
});

afterEach(() => {
  bank.close();
  rmSync(directory, { recursive: true });
});

function openBank(checkpoint?: () => void): Bank {
  return new Bank({ directory, clockFile: clockFile(), name: 'BANKA', schemas: noSchemas, checkpoint });
}

function clockFile(): string {
  return join(directory, 'clock.json');
}

function writeJson(name: string, value: unknown): void {
  writeFileSync(join(directory, name), JSON.stringify(value));
}

function setRules(rules: BankRule[]): void {
  writeJson('rules.json', rules);
}

function setSettings(settings: Partial<BankSettings>): void {
  writeJson('settings.json', settings);
}

/** The bank at a business instant. */
function at(now: string): CounterpartStatus {
  writeJson('clock.json', { now });
  return bank.pass();
}

function put(name: string, text: string): void {
  writeFileSync(join(directory, 'to-bank', name), text);
}

/** Puts a file on Monday 5 January 2026, 09:00 in Amsterdam, and gives the answers to it. */
function send(text: string, name = 'file.xml'): string[] {
  const before = answers();
  put(name, text);
  at(monday);
  return answers().filter((answer) => !before.includes(answer));
}

function answers(): string[] {
  return readdirSync(join(directory, 'from-bank')).sort();
}

function answer(name: string): string {
  return readFileSync(join(directory, 'from-bank', name), 'utf8');
}

function totals(): BankTotals {
  return JSON.parse(readFileSync(join(directory, 'bank', 'totals.json'), 'utf8')) as BankTotals;
}

function bankLog(): string {
  return readFileSync(join(directory, 'bank', 'bank.log'), 'utf8');
}

/** The texts of an element, in order. */
function texts(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}(?: [^>]*)?>([^<]*)</${name}>`, 'g'))].map((match) => match[1] ?? '');
}

/** Group status and first reason code of the only answer. */
function verdictOf(text: string): string {
  const [name] = send(text);
  if (!name) return 'no answer';
  const status = answer(name);
  return [...texts(status, 'GrpSts'), ...texts(status, 'Cd')].slice(0, 2).join(' ');
}

describe('the checks of a file', () => {
  it('accepts a correct file and says so', () => {
    const [name, ...others] = send(fourPayments());
    expect(name).toBe('pain.002_BANKA_20260105_0001.xml');
    expect(others).toEqual([]);
    expect(texts(answer(name ?? ''), 'GrpSts')).toEqual(['ACCP']);
    expect(texts(answer(name ?? ''), 'OrgnlMsgId')).toEqual(['MSG-1']);
    expect(totals().accepted).toEqual({ count: 4, sum_minor: 10000 });
    expect(readdirSync(join(directory, 'to-bank', 'taken'))).toEqual(['file.xml']);
  });

  it('accepts pain.008.001.02 as well', () => {
    expect(verdictOf(fourPayments({ version: 'pain.008.001.02' }))).toBe('ACCP');
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
    expect(verdictOf(file)).toBe(`RJCT ${code}`);
    expect(totals().accepted).toEqual({ count: 0, sum_minor: 0 });
    expect(totals().rejected).toEqual(totals().received);
  });

  it('takes amendments that are consistent', () => {
    expect(verdictOf(onePayment({ amendment: amended(`<OrgnlMndtId>OLD-1</OrgnlMndtId>${smnda}`) }))).toBe('ACCP');
  });

  it('counts the payments of a refused file as received and rejected', () => {
    send(fourPayments({ sum: '1.00' }));
    expect(totals().received).toEqual({ count: 4, sum_minor: 10000 });
    expect(totals().per_account[creditorIban]?.rejected).toEqual({ count: 4, sum_minor: 10000 });
  });

  it('takes a file for tomorrow until the cut-off, refuses it afterwards', () => {
    put('a.xml', onePayment({}, { collection_on: '2026-01-06' }));
    at('2026-01-05T11:30:00.000Z');
    put('b.xml', onePayment({ end_to_end_id: 'E2E-2' }, { collection_on: '2026-01-06' }, { message_id: 'MSG-2' }));
    at('2026-01-05T11:31:00.000Z');
    const [first, second] = answers().map(answer);
    expect(texts(first ?? '', 'GrpSts')).toEqual(['ACCP']);
    expect(texts(second ?? '', 'Cd')).toEqual(['TM01']);
  });

  it('counts business days from Thursday over Easter', () => {
    at('2026-04-01T08:00:00.000Z');
    put('a.xml', onePayment({}, { collection_on: '2026-04-07' }));
    at('2026-04-02T10:30:00.000Z');
    put('b.xml', onePayment({}, { collection_on: '2026-04-07' }, { message_id: 'MSG-2' }));
    at('2026-04-02T10:31:00.000Z');
    const [first, second] = answers().map(answer);
    expect(texts(first ?? '', 'GrpSts')).toEqual(['ACCP']);
    expect(texts(second ?? '', 'Cd')).toEqual(['TM01']);
  });

  it('refuses what came before: message, batch and end-to-end identifications, across files', () => {
    send(fourPayments());
    expect(verdictOf(fourPayments({}, { collection_on: '2026-01-09' }))).toBe('RJCT DU01');
    expect(verdictOf(onePayment({ end_to_end_id: 'NEW' }, {}, { message_id: 'MSG-2' }))).toBe('RJCT DU02');
    expect(verdictOf(onePayment({}, { payment_info_id: 'NEW' }, { message_id: 'MSG-3' }))).toBe('RJCT DU04');
  });

  it('answers the same bytes once, under whatever name they come', () => {
    send(fourPayments(), 'first.xml');
    expect(send(fourPayments(), 'first.xml')).toEqual([]);
    expect(send(fourPayments(), 'second.xml')).toEqual([]);
    expect(totals()).toMatchObject({ files: 3, duplicate_files: 2, received: { count: 4, sum_minor: 10000 } });
    expect(readdirSync(join(directory, 'to-bank', 'taken'))).toEqual(['first.xml', 'first.xml.2', 'second.xml']);
  });

  it('does not touch files that are still being written', () => {
    put('half.xml.tmp', 'x');
    put('.half.xml', 'x');
    expect(at(monday)).toMatchObject({ files_taken: 0, idle: true });
  });

  it('says in its log that there are no schemas', () => {
    send(fourPayments());
    expect(bankLog()).toContain('not validated: no schema iso/pain.008.001.08.xsd');
  });
});

describe('what becomes of the payments', () => {
  it('rejects single payments at once, and settles the rest', () => {
    setRules([{ match: { umr: 'UMR-2' }, outcome: 'reject', reason: 'AC04' }]);
    const status = answer(send(fourPayments())[0] ?? '');
    expect([texts(status, 'GrpSts'), texts(status, 'PmtInfSts'), texts(status, 'TxSts')]).toEqual([
      ['PART'],
      ['PART'],
      ['RJCT'],
    ]);
    expect(texts(status, 'OrgnlEndToEndId')).toEqual(['E2E-2']);
    expect(texts(status, 'Cd')).toEqual(['AC04']);
    at('2026-01-08T08:00:00.000Z');
    expect(totals()).toMatchObject({ rejected: { count: 1, sum_minor: 2000 }, settled: { count: 3, sum_minor: 8000 } });
  });

  it('rejects a payment whose debtor account has wrong check digits', () => {
    const status = answer(send(onePayment({ debtor_iban: 'DE88370400440532013000' }))[0] ?? '');
    expect([texts(status, 'GrpSts'), texts(status, 'TxSts'), texts(status, 'Cd')]).toEqual([
      ['RJCT'],
      ['RJCT'],
      ['AC01'],
    ]);
  });

  it('books a batch as one credit on the collection date, not before', () => {
    send(fourPayments());
    at('2026-01-07T23:00:00.000Z');
    const [name] = answers().filter((file) => file.startsWith('camt'));
    expect(name).toBe('camt.054_BANKA_20260108_0001.xml');
    const notification = answer(name ?? '');
    expect(texts(notification, 'Amt')).toEqual(['100.00', '100.00', '10.00', '20.00', '30.00', '40.00']);
    expect(texts(notification, 'EndToEndId')).toEqual(['E2E-1', 'E2E-2', 'E2E-3', 'E2E-4']);
    expect(texts(notification, 'TtlAmt')).toEqual(['100.00']);
    expect(new Set(texts(notification, 'AcctSvcrRef')).size).toBe(5);
    expect(new Set(texts(notification, 'SubFmlyCd'))).toEqual(new Set(['ESDD']));
    expect(notification.match(/<Ntry>/g)).toHaveLength(1);
  });

  it('books nothing a minute before the collection date begins in Amsterdam', () => {
    send(fourPayments());
    at('2026-01-07T22:59:00.000Z');
    expect(totals().settled.count).toBe(0);
  });

  it('books each payment when batch booking is off, and B2B under its own code', () => {
    send(fourPayments({}, { batch_booking: false, local_instrument: 'B2B' }));
    at('2026-01-08T08:00:00.000Z');
    const notification = answer('camt.054_BANKA_20260108_0001.xml');
    expect(notification.match(/<Ntry>/g)).toHaveLength(4);
    expect(new Set(texts(notification, 'SubFmlyCd'))).toEqual(new Set(['BBDD']));
  });

  it('returns money some business days later, as a single debit with the debtor as creditor', () => {
    setRules([{ match: { end_to_end_id: 'E2E-3' }, outcome: 'return', reason: 'MS03', after_days: 2 }]);
    send(fourPayments());
    at('2026-01-08T08:00:00.000Z');
    at('2026-01-11T08:00:00.000Z');
    expect(totals().returned.count).toBe(0);
    at('2026-01-12T08:00:00.000Z');
    const notification = answer('camt.054_BANKA_20260112_0001.xml');
    expect(texts(notification, 'RvslInd')).toEqual(['true']);
    expect(notification).toContain('<RtrInf><Rsn><Cd>MS03</Cd></Rsn></RtrInf>');
    expect(notification).toContain('<Cdtr><Pty><Nm>Jan Jansen</Nm></Pty></Cdtr>');
    expect(texts(notification, 'EndToEndId')).toEqual(['E2E-3']);
    expect(totals()).toMatchObject({
      settled: { count: 4, sum_minor: 10000 },
      returned: { count: 1, sum_minor: 3000 },
    });
  });

  it('refunds some calendar days later, on the next business day', () => {
    setRules([{ match: { amount_minor: 4000 }, outcome: 'refund', after_days: 9 }]);
    send(fourPayments());
    at('2026-01-18T08:00:00.000Z');
    expect(totals().refunded.count).toBe(0);
    at('2026-01-19T08:00:00.000Z');
    expect(answer('camt.054_BANKA_20260119_0001.xml')).toContain('<Cd>MD06</Cd>');
    expect(totals().per_account[creditorIban]?.refunded).toEqual({ count: 1, sum_minor: 4000 });
  });

  it('gives every day its own notification when the clock jumps over several', () => {
    setRules([{ match: { end_to_end_id: '*-3' }, outcome: 'return', after_days: 2 }]);
    send(fourPayments());
    expect(at('2026-03-01T08:00:00.000Z')).toMatchObject({ processed_through: '2026-03-01', idle: true });
    expect(answers()).toEqual([
      'camt.053_BANKA_20260108_0001.xml',
      'camt.053_BANKA_20260112_0001.xml',
      'camt.054_BANKA_20260108_0001.xml',
      'camt.054_BANKA_20260112_0001.xml',
      'pain.002_BANKA_20260105_0001.xml',
    ]);
  });

  it('states the same entries the day after, with balances that add up', () => {
    setRules([{ match: { end_to_end_id: 'E2E-3' }, outcome: 'return', after_days: 2 }]);
    send(fourPayments());
    for (const day of ['08', '09', '12', '13']) at(`2026-01-${day}T08:00:00.000Z`);
    const statement = answer('camt.053_BANKA_20260112_0001.xml');
    expect(texts(statement, 'Amt').slice(0, 2)).toEqual(['100.00', '70.00']);
    const notification = answer('camt.054_BANKA_20260112_0001.xml');
    expect(texts(statement, 'AcctSvcrRef')).toEqual(texts(notification, 'AcctSvcrRef'));
  });

  it('writes no statements when told not to', () => {
    setSettings({ statements: false });
    send(fourPayments());
    at('2026-01-08T08:00:00.000Z');
    at('2026-01-09T08:00:00.000Z');
    expect(answers().filter((name) => name.startsWith('camt.053'))).toEqual([]);
  });

  it('keeps silent on success when it does not acknowledge, and gives rejects without a status of the group', () => {
    setSettings({ acknowledge: false });
    expect(send(onePayment({ end_to_end_id: 'A' }))).toEqual([]);
    setRules([{ match: { end_to_end_id: 'B' }, outcome: 'reject' }]);
    const mixed = { payment_info_id: 'P2', payments: [{ end_to_end_id: 'B' }, { end_to_end_id: 'C' }] };
    const [name] = send(pain008({ message_id: 'MSG-2', batches: [mixed] }));
    expect(texts(answer(name ?? ''), 'GrpSts')).toEqual([]);
    expect(texts(answer(name ?? ''), 'OrgnlEndToEndId')).toEqual(['B']);
    expect(verdictOf(fourPayments({ message_id: 'MSG-3', sum: '1.00' }))).toBe('RJCT AM10');
  });

  it('loses a message by rule, and counts it as silent', () => {
    setRules([{ match: { message: 'all' }, outcome: 'silent' }]);
    expect(send(fourPayments())).toEqual([]);
    at('2026-01-12T08:00:00.000Z');
    expect(answers()).toEqual([]);
    expect(totals()).toMatchObject({
      received: { count: 4 },
      silent: { count: 4, sum_minor: 10000 },
      accepted: { count: 0 },
    });
  });

  it('keeps two accounts apart', () => {
    const second = 'NL20INGB0001234567';
    writeJson('accounts.json', [{ iban: creditorIban }, { iban: second }]);
    send(
      pain008({
        batches: [creditorIban, second].map((iban) => ({ creditor_iban: iban, payments: [{ end_to_end_id: iban }] })),
      }),
    );
    at('2026-01-08T08:00:00.000Z');
    expect(texts(answer('camt.054_BANKA_20260108_0002.xml'), 'EndToEndId')).toEqual([second]);
    expect(totals().per_account[second]?.settled).toEqual({ count: 1, sum_minor: 1234 });
  });

  it('does nothing, and says why, with a broken rules file or a clock that goes back', () => {
    writeJson('rules.json', [{ match: {}, outcome: 'reject' }]);
    put('file.xml', fourPayments());
    expect(at(monday)).toMatchObject({ idle: false, files_taken: 0 });
    expect(at(monday).problem).toContain('rules.json');
    setRules([]);
    expect(at(monday)).toMatchObject({ idle: true, files_taken: 1 });
    put('next.xml', onePayment({}, {}, { message_id: 'MSG-2' }));
    expect(at('2026-01-02T08:00:00.000Z')).toMatchObject({
      idle: false,
      files_taken: 1,
      problem: 'the clock went back',
    });
  });
});

describe('death and restart', () => {
  /** A life with every kind of answer; whoever drives it polls until the bank is done. */
  const life: { now: string; file?: [name: string, text: string] }[] = [
    { now: '2026-01-05T08:00:00.000Z', file: ['a.xml', fourPayments()] },
    { now: '2026-01-05T09:00:00.000Z', file: ['b.xml', fourPayments({ message_id: 'MSG-2', sum: '1.00' })] },
    { now: '2026-01-08T08:00:00.000Z' },
    { now: '2026-01-09T08:00:00.000Z', file: ['a.xml', fourPayments()] },
    { now: '2026-01-20T08:00:00.000Z' },
  ];

  /** Lives the life, dying at the given number of the bank's steps; returns what stands in its folders, and the steps taken. */
  function live(dieAt: number): { outside: Record<string, string>; totals: BankTotals; steps: number } {
    bank.close();
    rmSync(directory, { recursive: true });
    mkdirSync(directory);
    setRules([
      { match: { end_to_end_id: 'E2E-1' }, outcome: 'reject' },
      { match: { end_to_end_id: 'E2E-2' }, outcome: 'return', after_days: 1 },
      { match: { end_to_end_id: 'E2E-3' }, outcome: 'refund', after_days: 5 },
    ]);
    let steps = 0;
    const checkpoint = (): void => {
      steps += 1;
      if (steps === dieAt) throw new Error('killed');
    };
    const start = (): void => {
      for (let tries = 0; tries < 2; tries += 1) {
        try {
          bank = openBank(checkpoint);
          return;
        } catch {
          // Died while starting: started again.
        }
      }
    };
    start();
    for (const { now, file } of life) {
      if (file) put(...file);
      writeJson('clock.json', { now });
      try {
        bank.pass();
      } catch {
        bank.close();
        start();
        bank.pass();
      }
      expect(bankIsDone(directory, now)).toBe(true);
    }
    const outside = Object.fromEntries(answers().map((name) => [name, answer(name)]));
    return { outside, totals: totals(), steps };
  }

  it('gives the same answers and totals, wherever it dies', () => {
    const undisturbed = live(0);
    expect(Object.keys(undisturbed.outside)).toHaveLength(8);
    expect(undisturbed.totals).toMatchObject({
      files: 3,
      duplicate_files: 1,
      received: { count: 8 },
      refunded: { count: 1 },
    });
    for (let dieAt = 1; dieAt <= undisturbed.steps; dieAt += 1) {
      const { outside, totals: sums } = live(dieAt);
      expect({ dieAt, outside, sums }).toEqual({ dieAt, outside: undisturbed.outside, sums: undisturbed.totals });
    }
  });

  it('does not give an answer again that was fetched before the restart', () => {
    const [name] = send(fourPayments());
    rmSync(join(directory, 'from-bank', name ?? ''));
    bank.close();
    bank = openBank();
    at(monday);
    expect(answers()).toEqual([]);
  });

  it('cuts off what it was writing into its journal when it died', () => {
    send(fourPayments());
    bank.close();
    const path = join(directory, 'bank', 'journal.jsonl');
    const whole = readFileSync(path, 'utf8');
    writeFileSync(path, `${whole}{"kind":"day","on":"2026-01-08","at":"x","statements":true}\n{"kind":"comm`);
    bank = openBank();
    at('2026-01-08T08:00:00.000Z');
    bank.close();
    bank = openBank();
    at('2026-01-09T08:00:00.000Z');
    expect(totals().settled).toEqual({ count: 4, sum_minor: 10000 });
    expect(readFileSync(path, 'utf8').startsWith(whole)).toBe(true);
    expect(answers()).toHaveLength(3);
  });

  it('refuses the books of another bank', () => {
    at(monday);
    expect(() => new Bank({ directory, clockFile: clockFile(), name: 'BANKB' })).toThrow('books of bank BANKA');
  });

  it('works as a program that is killed and started again', async () => {
    put('a.xml', fourPayments());
    writeJson('clock.json', { now: monday });
    let program = startProgram();
    try {
      await vi.waitUntil(() => bankIsDone(directory, monday), { timeout: 30_000, interval: 20 });
      program.kill('SIGKILL');
      await ended(program);
      writeJson('clock.json', { now: '2026-01-08T08:00:00.000Z' });
      program = startProgram();
      await vi.waitUntil(() => bankIsDone(directory, '2026-01-08T08:00:00.000Z'), { timeout: 30_000, interval: 20 });
    } finally {
      program.kill('SIGKILL');
      await ended(program);
    }
    expect(answers()).toEqual(['camt.054_BANKA_20260108_0001.xml', 'pain.002_BANKA_20260105_0001.xml']);
    expect(totals().settled.count).toBe(4);
  }, 70_000);

  function startProgram(): ChildProcess {
    const program = join(import.meta.dirname, '../../stack/bank/main.ts');
    const options = ['--dir', directory, '--clock', clockFile(), '--name', 'BANKA'];
    return spawn(process.execPath, ['--import', 'tsx', program, ...options], { stdio: 'ignore' });
  }

  async function ended(program: ChildProcess): Promise<void> {
    if (program.exitCode !== null || program.signalCode !== null) return;
    await new Promise((resolve) => program.once('exit', resolve));
  }
});

describe.skipIf(!schemas)('with the schemas (skipped where ../shared/data/xsd is absent)', () => {
  const schemaFolder = schemas ?? '';

  beforeEach(() => {
    bank.close();
    bank = new Bank({ directory, clockFile: clockFile(), name: 'BANKA', schemas: schemaFolder });
  });

  function expectValid(name: string): void {
    const message = /^(pain\.002|camt\.05[34])/.exec(name)?.[0];
    const schema = join(schemaFolder, 'iso', message === 'pain.002' ? 'pain.002.001.10.xsd' : `${message}.001.08.xsd`);
    expect(existsSync(schema)).toBe(true);
    const finding = firstFinding(readFileSync(join(directory, 'from-bank', name)), schema);
    expect({ name, finding }).toEqual({ name, finding: undefined });
  }

  it('writes answers that are valid against the ISO schemas', () => {
    setRules([
      { match: { end_to_end_id: 'E2E-1' }, outcome: 'reject' },
      { match: { end_to_end_id: 'E2E-2' }, outcome: 'return' },
      { match: { end_to_end_id: 'E2E-3' }, outcome: 'refund' },
    ]);
    send(fourPayments());
    send('no xml');
    send(fourPayments({ message_id: 'MSG-2', sum: '1.00' }));
    setSettings({ acknowledge: false });
    const quiet = { payment_info_id: 'PMT-Q', batch_booking: false, payments: [{ end_to_end_id: 'Q', debtor_iban: 'DE88370400440532013000' }, { end_to_end_id: 'R' }] }; // prettier-ignore
    send(pain008({ message_id: 'MSG-3', batches: [quiet] }));
    at('2026-02-20T08:00:00.000Z');
    expect(answers()).toHaveLength(10);
    for (const name of answers()) expectValid(name);
  });

  it('accepts a valid file without a note', () => {
    expect(verdictOf(fourPayments())).toBe('ACCP');
    expect(verdictOf(fourPayments({ version: 'pain.008.001.02', message_id: 'MSG-2' }))).toBe('RJCT DU02');
    expect(bankLog()).not.toContain('not validated');
  });

  it('refuses what breaks the ISO schema, and what breaks GBIC_5 only', () => {
    const iso = fourPayments().replace('<PmtMtd>DD</PmtMtd>', '');
    expect(verdictOf(iso)).toBe('RJCT FF01');
    expect(bankLog()).toContain('(iso/pain.008.001.08.xsd)');
    const gbic = fourPayments({ message_id: 'MSG-2' }).replace('<PmtId>', '<PmtId><UETR>x</UETR>');
    const uetr = gbic.replace('<UETR>x</UETR><EndToEndId>E2E-1</EndToEndId>', '<EndToEndId>E2E-1</EndToEndId><UETR>7e9f2b1c-3d4a-4b5c-8d6e-9f0a1b2c3d4e</UETR>'); // prettier-ignore
    expect(verdictOf(uetr)).toBe('RJCT FF01');
    expect(bankLog()).toContain('GBIC_5');
  });

  it('keeps names out of its findings', () => {
    expect(verdictOf(onePayment({ debtor_name: 'Müller'.repeat(30) }))).toBe('RJCT FF01');
    expect(verdictOf(onePayment({ debtor_name: 'Müller' }, {}, { message_id: 'MSG-2' }))).toBe('RJCT FF01');
    expect(verdictOf(onePayment({ debtor_iban: 'NOIBAN' }, {}, { message_id: 'MSG-3' }))).toBe('RJCT FF01');
    expect(bankLog()).not.toMatch(/Müller|NOIBAN/);
    expect(answers().map(answer).join()).not.toMatch(/Müller|NOIBAN/);
  });
});
