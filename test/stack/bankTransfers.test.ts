import { describe, expect, it } from 'vitest';

import { bankDesk, monday, texts } from './bankDesk.ts';
import { pain001 } from './bankSamples.ts';
import { creditorIban, debtorIban, fourPayments } from './pain008Sample.ts';

const desk = bankDesk();
const thursday = '2026-01-08T08:00:00.000Z';

describe('credit transfers (pain.001)', () => {
  it('are accepted, and executed as one debit on their date', () => {
    expect(desk.verdictOf(pain001())).toBe('ACCP');
    expect(desk.totals()).toMatchObject({ received: { count: 2, sum_minor: 1250 }, paid_out: { count: 0 } });
    desk.at(thursday);
    const notification = desk.answer('camt.054_BANKA_20260108_0001.xml');
    expect(texts(notification, 'EndToEndId')).toEqual(['T-1', 'T-2']);
    expect(texts(notification, 'Amt')).toEqual(['12.50', '12.50', '5.00', '7.50']);
    expect(new Set(texts(notification, 'CdtDbtInd'))).toEqual(new Set(['DBIT']));
    expect(notification).toContain('<Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>ESCT</SubFmlyCd>');
    expect(notification).toContain('<Cdtr><Pty><Nm>Piet Pietersen</Nm></Pty></Cdtr>');
    expect(desk.totals().per_account[creditorIban]?.paid_out).toEqual({ count: 2, sum_minor: 1250 });
  });

  it('are booked one by one when batch booking is off', () => {
    desk.send(pain001({ batch_booking: false }));
    desk.at(thursday);
    const notification = desk.answer('camt.054_BANKA_20260108_0001.xml');
    expect(notification.match(/<Ntry>/g)).toHaveLength(2);
    expect(texts(notification, 'NbOfNtries')).toEqual(['2', '0', '2']);
  });

  it('stand on the account beside direct debits, and its statement adds up', () => {
    desk.send(fourPayments());
    desk.send(pain001());
    for (const day of ['08', '09']) desk.at(`2026-01-${day}T08:00:00.000Z`);
    const statement = desk.answer('camt.053_BANKA_20260108_0001.xml');
    expect(texts(statement, 'Amt').slice(0, 2)).toEqual(['0.00', '87.50']);
    expect(texts(statement, 'Sum')).toEqual(['112.50', '100.00', '12.50']);
    expect(desk.totals()).toMatchObject({ settled: { sum_minor: 10000 }, paid_out: { sum_minor: 1250 } });
  });

  it('come back some business days later when a rule says so, as a credit with the reason', () => {
    desk.setRules([{ match: { creditor_iban: debtorIban }, outcome: 'return', reason: 'AC04', after_days: 2 }]);
    desk.send(fourPayments());
    desk.send(pain001());
    desk.at(thursday);
    expect(desk.totals().paid_back.count).toBe(0);
    desk.at('2026-01-12T08:00:00.000Z');
    const notification = desk.answer('camt.054_BANKA_20260112_0001.xml');
    expect(texts(notification, 'EndToEndId')).toEqual(['T-1', 'T-2']);
    expect(new Set(texts(notification, 'CdtDbtInd'))).toEqual(new Set(['CRDT']));
    expect(new Set(texts(notification, 'SubFmlyCd'))).toEqual(new Set(['RRTN']));
    expect(notification).toContain('<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>');
    expect(desk.totals()).toMatchObject({ paid_back: { count: 2, sum_minor: 1250 }, returned: { count: 0 } });
  });

  it('are rejected one by one: by a rule, and for an account that is none', () => {
    desk.setRules([{ match: { end_to_end_id: 'A' }, outcome: 'reject', reason: 'AC06' }]);
    const transfers = [{ end_to_end_id: 'A' }, { end_to_end_id: 'B', creditor_iban: 'DE88370400440532013000' }, { end_to_end_id: 'C' }]; // prettier-ignore
    const status = desk.answer(desk.send(pain001({ transfers }))[0] ?? '');
    expect([texts(status, 'GrpSts'), texts(status, 'OrgnlEndToEndId'), texts(status, 'Cd')]).toEqual([
      ['PART'],
      ['A', 'B'],
      ['AC06', 'AC03'],
    ]);
    desk.at(thursday);
    expect(desk.totals()).toMatchObject({ rejected: { count: 2 }, paid_out: { count: 1, sum_minor: 100 } });
  });

  it('do not meet the rules of debtors', () => {
    desk.setRules([{ match: { debtor_iban: '*' }, outcome: 'reject' }]);
    expect(desk.verdictOf(pain001())).toBe('ACCP');
  });

  it.each([
    ['today, which is booked', '2026-01-05', '20260106'],
    ['a day on which TARGET2 is closed', '2026-01-10', '20260112'],
  ])('are executed on the next day where theirs is %s', (_, execution_on, booked) => {
    desk.send(pain001({ execution_on }));
    desk.at('2026-01-13T08:00:00.000Z');
    expect(desk.answers().filter((name) => name.startsWith('camt.054'))).toEqual([`camt.054_BANKA_${booked}_0001.xml`]);
  });

  it.each([
    ['an account of another bank', 'AC02', pain001({ debtor_iban: 'NL20INGB0001234567' })],
    ['a date that is over', 'DT01', pain001({ execution_on: '2026-01-04' })],
    ['a date too far ahead', 'DT01', pain001({ execution_on: '2026-04-07' })],
    ['a date that is none', 'DT01', pain001({ execution_on: 'soon' })],
    ['another method', 'FF01', pain001({ method: 'CHK' })],
    ['a version it does not take', 'FF01', pain001({ version: 'pain.001.001.03' })],
    ['a wrong count', 'AM18', pain001({ count: 3 })],
    ['a wrong sum', 'AM10', pain001({ sum: '12.51' })],
    ['a name outside the SEPA characters', 'FF01', pain001({ transfers: [{ end_to_end_id: 'A', creditor_name: 'Müller' }] })],
    ['an end-to-end id twice', 'DU04', pain001({ transfers: [{ end_to_end_id: 'A' }, { end_to_end_id: 'A' }] })],
  ])('are refused as a whole with %s: %s', (_, code, file) => {
    expect(desk.verdictOf(file)).toBe(`RJCT ${code}`);
    expect(desk.totals().rejected).toEqual(desk.totals().received);
  }); // prettier-ignore

  it('have identifications of their own among those of direct debits', () => {
    desk.send(fourPayments());
    expect(desk.verdictOf(pain001({ message_id: 'MSG-1' }))).toBe('RJCT DU01');
    expect(desk.verdictOf(pain001({ payment_info_id: 'PMT-1' }))).toBe('RJCT DU02');
    expect(desk.verdictOf(pain001({ message_id: 'OUT-2', transfers: [{ end_to_end_id: 'E2E-1' }] }), monday)).toBe(
      'RJCT DU04',
    );
  });
});
