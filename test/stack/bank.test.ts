import { describe, expect, it } from 'vitest';

import { bankDesk, monday, texts } from './bankDesk.ts';
import { creditorIban, fourPayments, onePayment, pain008 } from './pain008Sample.ts';

const desk = bankDesk();

describe('what becomes of the payments', () => {
  it('rejects single payments at once, and settles the rest', () => {
    desk.setRules([{ match: { umr: 'UMR-2' }, outcome: 'reject', reason: 'AC04' }]);
    const status = desk.answer(desk.send(fourPayments())[0] ?? '');
    expect([texts(status, 'GrpSts'), texts(status, 'PmtInfSts'), texts(status, 'TxSts')]).toEqual([
      ['PART'],
      ['PART'],
      ['RJCT'],
    ]);
    expect(texts(status, 'OrgnlEndToEndId')).toEqual(['E2E-2']);
    expect(texts(status, 'Cd')).toEqual(['AC04']);
    desk.at('2026-01-08T08:00:00.000Z');
    expect(desk.totals()).toMatchObject({
      rejected: { count: 1, sum_minor: 2000 },
      settled: { count: 3, sum_minor: 8000 },
    });
  });

  it('rejects a payment whose debtor account has wrong check digits', () => {
    const status = desk.answer(desk.send(onePayment({ debtor_iban: 'DE88370400440532013000' }))[0] ?? '');
    expect([texts(status, 'GrpSts'), texts(status, 'TxSts'), texts(status, 'Cd')]).toEqual([
      ['RJCT'],
      ['RJCT'],
      ['AC01'],
    ]);
  });

  it('books a batch as one credit on the collection date, not before', () => {
    desk.send(fourPayments());
    desk.at('2026-01-07T23:00:00.000Z');
    const [name] = desk.answers().filter((file) => file.startsWith('camt'));
    expect(name).toBe('camt.054_BANKA_20260108_0001.xml');
    const notification = desk.answer(name ?? '');
    expect(texts(notification, 'Amt')).toEqual(['100.00', '100.00', '10.00', '20.00', '30.00', '40.00']);
    expect(texts(notification, 'EndToEndId')).toEqual(['E2E-1', 'E2E-2', 'E2E-3', 'E2E-4']);
    expect(texts(notification, 'TtlAmt')).toEqual(['100.00']);
    expect(new Set(texts(notification, 'AcctSvcrRef')).size).toBe(5);
    expect(new Set(texts(notification, 'SubFmlyCd'))).toEqual(new Set(['ESDD']));
    expect(notification.match(/<Ntry>/g)).toHaveLength(1);
  });

  it('books nothing a minute before the collection date begins in Amsterdam', () => {
    desk.send(fourPayments());
    desk.at('2026-01-07T22:59:00.000Z');
    expect(desk.totals().settled.count).toBe(0);
  });

  it('books each payment when batch booking is off, and B2B under its own code', () => {
    desk.send(fourPayments({}, { batch_booking: false, local_instrument: 'B2B' }));
    desk.at('2026-01-08T08:00:00.000Z');
    const notification = desk.answer('camt.054_BANKA_20260108_0001.xml');
    expect(notification.match(/<Ntry>/g)).toHaveLength(4);
    expect(new Set(texts(notification, 'SubFmlyCd'))).toEqual(new Set(['BBDD']));
  });

  it('returns money some business days later, as a single debit with the debtor as creditor', () => {
    desk.setRules([{ match: { end_to_end_id: 'E2E-3' }, outcome: 'return', reason: 'MS03', after_days: 2 }]);
    desk.send(fourPayments());
    desk.at('2026-01-08T08:00:00.000Z');
    desk.at('2026-01-11T08:00:00.000Z');
    expect(desk.totals().returned.count).toBe(0);
    desk.at('2026-01-12T08:00:00.000Z');
    const notification = desk.answer('camt.054_BANKA_20260112_0001.xml');
    expect(texts(notification, 'RvslInd')).toEqual(['true']);
    expect(notification).toContain('<RtrInf><Rsn><Cd>MS03</Cd></Rsn></RtrInf>');
    expect(notification).toContain('<Cdtr><Pty><Nm>Jan Jansen</Nm></Pty></Cdtr>');
    expect(texts(notification, 'EndToEndId')).toEqual(['E2E-3']);
    expect(desk.totals()).toMatchObject({
      settled: { count: 4, sum_minor: 10000 },
      returned: { count: 1, sum_minor: 3000 },
    });
  });

  it('refunds some calendar days later, on the next business day', () => {
    desk.setRules([{ match: { amount_minor: 4000 }, outcome: 'refund', after_days: 9 }]);
    desk.send(fourPayments());
    desk.at('2026-01-18T08:00:00.000Z');
    expect(desk.totals().refunded.count).toBe(0);
    desk.at('2026-01-19T08:00:00.000Z');
    expect(desk.answer('camt.054_BANKA_20260119_0001.xml')).toContain('<Cd>MD06</Cd>');
    expect(desk.totals().per_account[creditorIban]?.refunded).toEqual({ count: 1, sum_minor: 4000 });
  });

  it('gives every day its own notification when the clock jumps over several', () => {
    desk.setRules([{ match: { end_to_end_id: '*-3' }, outcome: 'return', after_days: 2 }]);
    desk.send(fourPayments());
    expect(desk.at('2026-03-01T08:00:00.000Z')).toMatchObject({ processed_through: '2026-03-01', idle: true });
    expect(desk.answers()).toEqual([
      'camt.053_BANKA_20260108_0001.xml',
      'camt.053_BANKA_20260112_0001.xml',
      'camt.054_BANKA_20260108_0001.xml',
      'camt.054_BANKA_20260112_0001.xml',
      'pain.002_BANKA_20260105_0001.xml',
    ]);
  });

  it('states the same entries the day after, with balances that add up', () => {
    desk.setRules([{ match: { end_to_end_id: 'E2E-3' }, outcome: 'return', after_days: 2 }]);
    desk.send(fourPayments());
    for (const day of ['08', '09', '12', '13']) desk.at(`2026-01-${day}T08:00:00.000Z`);
    const statement = desk.answer('camt.053_BANKA_20260112_0001.xml');
    expect(texts(statement, 'Amt').slice(0, 2)).toEqual(['100.00', '70.00']);
    const notification = desk.answer('camt.054_BANKA_20260112_0001.xml');
    expect(texts(statement, 'AcctSvcrRef')).toEqual(texts(notification, 'AcctSvcrRef'));
  });

  it('writes no statements when told not to', () => {
    desk.setSettings({ statements: false });
    desk.send(fourPayments());
    desk.at('2026-01-08T08:00:00.000Z');
    desk.at('2026-01-09T08:00:00.000Z');
    expect(desk.answers().filter((name) => name.startsWith('camt.053'))).toEqual([]);
  });

  it('keeps silent on success when it does not acknowledge, and gives rejects without a status of the group', () => {
    desk.setSettings({ acknowledge: false });
    expect(desk.send(onePayment({ end_to_end_id: 'A' }))).toEqual([]);
    desk.setRules([{ match: { end_to_end_id: 'B' }, outcome: 'reject' }]);
    const mixed = { payment_info_id: 'P2', payments: [{ end_to_end_id: 'B' }, { end_to_end_id: 'C' }] };
    const [name] = desk.send(pain008({ message_id: 'MSG-2', batches: [mixed] }));
    expect(texts(desk.answer(name ?? ''), 'GrpSts')).toEqual([]);
    expect(texts(desk.answer(name ?? ''), 'OrgnlEndToEndId')).toEqual(['B']);
    expect(desk.verdictOf(fourPayments({ message_id: 'MSG-3', sum: '1.00' }))).toBe('RJCT AM10');
  });

  it('loses a message by rule, and counts it as silent', () => {
    desk.setRules([{ match: { message: 'all' }, outcome: 'silent' }]);
    expect(desk.send(fourPayments())).toEqual([]);
    desk.at('2026-01-12T08:00:00.000Z');
    expect(desk.answers()).toEqual([]);
    expect(desk.totals()).toMatchObject({
      received: { count: 4 },
      silent: { count: 4, sum_minor: 10000 },
      accepted: { count: 0 },
    });
  });

  it('keeps two accounts apart', () => {
    const second = 'NL20INGB0001234567';
    desk.writeJson('accounts.json', [{ iban: creditorIban }, { iban: second }]);
    desk.send(
      pain008({
        batches: [creditorIban, second].map((iban) => ({ creditor_iban: iban, payments: [{ end_to_end_id: iban }] })),
      }),
    );
    desk.at('2026-01-08T08:00:00.000Z');
    expect(texts(desk.answer('camt.054_BANKA_20260108_0002.xml'), 'EndToEndId')).toEqual([second]);
    expect(desk.totals().per_account[second]?.settled).toEqual({ count: 1, sum_minor: 1234 });
  });

  it('does nothing, and says why, with a broken rules file or a clock that goes back', () => {
    desk.writeJson('rules.json', [{ match: {}, outcome: 'reject' }]);
    desk.put('file.xml', fourPayments());
    expect(desk.at(monday)).toMatchObject({ idle: false, files_taken: 0 });
    expect(desk.at(monday).problem).toContain('rules.json');
    desk.setRules([]);
    expect(desk.at(monday)).toMatchObject({ idle: true, files_taken: 1 });
    desk.put('next.xml', onePayment({}, {}, { message_id: 'MSG-2' }));
    expect(desk.at('2026-01-02T08:00:00.000Z')).toMatchObject({
      idle: false,
      files_taken: 1,
      problem: 'the clock went back',
    });
  });
});
