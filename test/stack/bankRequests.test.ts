import { describe, expect, it } from 'vitest';

import { bankDesk, texts } from './bankDesk.ts';
import { camt055, pain001, pain007, type SampleRequest } from './bankSamples.ts';
import { creditorIban, fourPayments } from './pain008Sample.ts';

const desk = bankDesk();
const tuesday = '2026-01-06T08:00:00.000Z';
/** The four payments settle on this Thursday. */
const thursday = '2026-01-08T08:00:00.000Z';
const friday = '2026-01-09T08:00:00.000Z';

const answerOf = (names: string[], message: string): string =>
  desk.answer(names.find((name) => name.startsWith(message)) ?? `no ${message}`);

describe('requests to cancel (camt.055)', () => {
  /** Status and reason of each transaction of the camt.029. */
  const decided = (text: string, now: string): string[] => {
    const answer = answerOf(desk.send(text, { now }), 'camt.029');
    return [...answer.matchAll(/<TxCxlSts>(\w+)<\/TxCxlSts>(?:<CxlStsRsnInf><Rsn><Cd>(\w+)<)?/g)].map((match) =>
      match.slice(1).filter(Boolean).join(' '),
    );
  };

  it('cancel a payment before it settles: said in a camt.029 and in a pain.002 of the original', () => {
    desk.send(fourPayments());
    const names = desk.send(camt055(), { now: tuesday });
    expect(names).toEqual(['camt.029_BANKA_20260106_0002.xml', 'pain.002_BANKA_20260106_0002.xml']);
    const answer = desk.answer(names[0] ?? '');
    expect([texts(answer, 'Conf'), texts(answer, 'GrpCxlSts'), texts(answer, 'TxCxlSts')]).toEqual([['CNCL'], ['ACCR'], ['ACCR']]); // prettier-ignore
    expect([texts(answer, 'OrgnlMsgId'), texts(answer, 'OrgnlPmtInfId'), texts(answer, 'OrgnlEndToEndId')]).toEqual([['MSG-1'], ['PMT-1'], ['E2E-1']]); // prettier-ignore
    const status = desk.answer(names[1] ?? '');
    expect([texts(status, 'OrgnlMsgId'), texts(status, 'GrpSts'), texts(status, 'TxSts'), texts(status, 'Cd')]).toEqual([['MSG-1'], [], ['RJCT'], ['FOCR']]); // prettier-ignore
    desk.at(thursday);
    const notification = desk.answer('camt.054_BANKA_20260108_0001.xml');
    expect(texts(notification, 'EndToEndId')).toEqual(['E2E-2', 'E2E-3', 'E2E-4']);
    expect(texts(notification, 'TtlAmt')).toEqual(['90.00']);
    expect(desk.totals()).toMatchObject({
      accepted: { count: 4, sum_minor: 10000 },
      cancelled: { count: 1, sum_minor: 1000 },
      requested: { count: 1, sum_minor: 1000 },
      settled: { count: 3, sum_minor: 9000 },
    });
  });

  it('leave nothing to be booked where all of a batch is cancelled, whatever its fate was', () => {
    desk.setRules([{ match: { umr: '*' }, outcome: 'return' }]);
    desk.send(fourPayments());
    const lines = ['1', '2', '3', '4'].map((no) => ({ end_to_end_id: `E2E-${no}`, amount: `${no}0.00` }));
    expect(decided(camt055({ lines }), tuesday)).toEqual(['ACCR', 'ACCR', 'ACCR', 'ACCR']);
    desk.at('2026-01-20T08:00:00.000Z');
    expect(desk.answers().filter((name) => /camt.05[34]/.test(name))).toEqual([]);
  });

  it('cancel a credit transfer as well', () => {
    desk.send(fourPayments());
    desk.send(pain001());
    const original = { original_message_id: 'OUT-1', original_message_name: 'pain.001.001.09', original_payment_info_id: 'OUT-1-1' }; // prettier-ignore
    expect(decided(camt055({ ...original, lines: [{ end_to_end_id: 'T-2', amount: '7.50' }] }), tuesday)).toEqual([
      'ACCR',
    ]);
    desk.at(thursday);
    expect(desk.totals()).toMatchObject({ paid_out: { count: 1, sum_minor: 500 }, cancelled: { sum_minor: 750 } });
  });

  it('are refused line by line: settled, unknown, with another amount, rejected, cancelled or returned before', () => {
    desk.setRules([
      { match: { end_to_end_id: 'E2E-2' }, outcome: 'reject' },
      { match: { end_to_end_id: 'E2E-3' }, outcome: 'return', after_days: 1 },
    ]);
    desk.send(fourPayments());
    const at = (message_id: string, now: string, lines: SampleRequest[]) =>
      decided(camt055({ message_id, lines }), now);
    expect(
      at('C-1', tuesday, [
        { end_to_end_id: 'E2E-1', amount: '10.00' },
        { end_to_end_id: 'E2E-2', amount: '20.00' },
        { end_to_end_id: 'E2E-4', amount: '40.01' },
        { end_to_end_id: 'E2E-9', amount: '1.00' },
      ]),
    ).toEqual(['ACCR', 'RJCR ARDT', 'RJCR NARR', 'RJCR NOOR']);
    expect(at('C-2', tuesday, [{ end_to_end_id: 'E2E-1', amount: '10.00' }])).toEqual(['RJCR ARDT']);
    expect(at('C-3', thursday, [{ end_to_end_id: 'E2E-4', amount: '40.00' }])).toEqual(['RJCR PTNA']);
    expect(at('C-4', friday, [{ end_to_end_id: 'E2E-3', amount: '30.00' }])).toEqual(['RJCR ARDT']);
    expect(desk.totals()).toMatchObject({
      requested: { count: 7, sum_minor: 15101 },
      refused_requests: { count: 6, sum_minor: 14101 },
      cancelled: { count: 1, sum_minor: 1000 },
      settled: { count: 2, sum_minor: 7000 },
    });
  });

  it.each([
    ['another message', { original_message_id: 'MSG-9' }],
    ['another batch', { original_payment_info_id: 'PMT-9' }],
  ])('do not find a payment in %s', (_, original) => {
    desk.send(fourPayments());
    expect(decided(camt055(original), tuesday)).toEqual(['RJCR NOOR']);
  });

  it('say nothing of a cancellation where there was none', () => {
    desk.send(fourPayments());
    const names = desk.send(camt055({ original_message_id: 'MSG-9' }), { now: tuesday });
    expect(names).toEqual(['camt.029_BANKA_20260106_0002.xml']);
    expect(texts(desk.answer(names[0] ?? ''), 'Conf')).toEqual(['RJCR']);
  });

  it.each([
    ['a wrong count', 'AM18', camt055({ count: 2 })],
    ['a wrong sum', 'AM10', camt055({ sum: '10.01' })],
    ['an amount that is none', 'AM02', camt055({ lines: [{ end_to_end_id: 'E2E-1', amount: '1,5' }], sum: '1.50' })],
    ['no line', 'FF01', camt055({ lines: [] })],
    ['the same line twice', 'DU04', camt055({ lines: [{ end_to_end_id: 'E2E-1' }, { end_to_end_id: 'E2E-1' }] })],
    ['no reason', 'FF01', camt055({ lines: [{ end_to_end_id: 'E2E-1', reason: '' }] })],
    ['no identification of its own', 'FF01', camt055({ message_id: '' })],
    ['no message that it is about', 'FF01', camt055().replace(/<OrgnlGrpInfAndCxl>[^]*<.OrgnlGrpInfAndCxl>/, '')],
    ['two messages that it is about', 'FF01', camt055().replace(/(<OrgnlGrpInfAndCxl>[^]*<.OrgnlGrpInfAndCxl>)/, '$1$1')],
    ['a batch without a name', 'FF01', camt055({ original_payment_info_id: '' })],
    ['a line without a name', 'FF01', camt055({ lines: [{ end_to_end_id: '' }] })],
    ['no time of creation', 'FF01', camt055().replace(/<CreDtTm>.*<.CreDtTm>/, '')],
    ['a version it does not take', 'FF01', camt055({ version: 'camt.055.001.05' })],
    ['the namespace of another message', 'FF01', camt055({ version: 'pain.008.001.08' })],
    ['the identification of an earlier message', 'DU01', camt055({ message_id: 'MSG-1' })],
  ])('are refused as a whole with %s: %s, in a pain.002', (_, code, file) => {
    desk.send(fourPayments());
    expect(desk.verdictOf(file, tuesday)).toBe(`RJCT ${code}`);
    expect(desk.totals()).toMatchObject({ received: { count: 4 }, requested: { count: 0 }, cancelled: { count: 0 } });
  }); // prettier-ignore

  it('are answered once for the same bytes, and lost when a rule says so', () => {
    desk.send(fourPayments());
    desk.setRules([{ match: { message: 'LOST' }, outcome: 'silent' }]);
    expect(desk.send(camt055(), { now: tuesday })).toHaveLength(2);
    expect(desk.send(camt055(), { now: tuesday, name: 'again.xml' })).toEqual([]);
    expect(desk.send(camt055({ message_id: 'LOST' }), { now: tuesday })).toEqual([]);
    expect(desk.totals()).toMatchObject({ duplicate_files: 1, requested: { count: 1 } });
  });
});

describe('reversals (pain.007)', () => {
  const settled = (): void => {
    desk.send(fourPayments());
    desk.at(thursday);
  };
  /** Group status, then each refused transaction with its reason. */
  const answered = (text: string, now: string): string[] => {
    const status = answerOf(desk.send(text, { now }), 'pain.002');
    return [...texts(status, 'GrpSts'), ...texts(status, 'OrgnlEndToEndId').map((id, no) => `${id} ${texts(status, 'Cd')[no]}`)];
  }; // prettier-ignore

  it.each(['pain.007.001.09', 'pain.007.001.02'])('of %s give a settled collection back with the next bookings', (version) => {
    settled();
    expect(answered(pain007({ version }), friday)).toEqual(['ACCP']);
    expect(desk.totals()).toMatchObject({ requested: { count: 1 }, reversed: { count: 0 } });
    desk.at('2026-01-12T08:00:00.000Z');
    const notification = desk.answer('camt.054_BANKA_20260112_0001.xml');
    expect(texts(notification, 'EndToEndId')).toEqual(['E2E-1']);
    expect(texts(notification, 'RvslInd')).toEqual(['true']);
    expect(new Set(texts(notification, 'CdtDbtInd'))).toEqual(new Set(['DBIT']));
    expect(new Set(texts(notification, 'SubFmlyCd'))).toEqual(new Set(['PRDD']));
    expect(notification).toContain('<RtrInf><Rsn><Cd>MD05</Cd></Rsn></RtrInf>');
    expect(desk.totals()).toMatchObject({ settled: { sum_minor: 10000 }, reversed: { count: 1, sum_minor: 1000 }, refused_requests: { count: 0 } }); // prettier-ignore
    desk.at('2026-01-13T08:00:00.000Z');
    expect(texts(desk.answer('camt.053_BANKA_20260112_0001.xml'), 'Amt').slice(0, 2)).toEqual(['100.00', '90.00']);
  }); // prettier-ignore

  it('take the place of a return that is still to come', () => {
    desk.setRules([{ match: { end_to_end_id: 'E2E-1' }, outcome: 'refund', after_days: 20 }]);
    settled();
    desk.send(pain007(), { now: friday });
    desk.at('2026-02-20T08:00:00.000Z');
    expect(desk.totals()).toMatchObject({ reversed: { count: 1 }, refunded: { count: 0 } });
  });

  it('are refused line by line, and the others are done', () => {
    desk.setRules([
      { match: { end_to_end_id: 'E2E-2' }, outcome: 'return', after_days: 1 },
      { match: { end_to_end_id: 'E2E-3' }, outcome: 'reject' },
    ]);
    settled();
    const lines = [
      { end_to_end_id: 'E2E-1', amount: '10.00' },
      { end_to_end_id: 'E2E-2', amount: '20.00' },
      { end_to_end_id: 'E2E-3', amount: '30.00' },
      { end_to_end_id: 'E2E-4', amount: '40.00', reversed_amount: '39.00' },
      { end_to_end_id: 'E2E-9', amount: '1.00' },
    ];
    expect(answered(pain007({ lines }), friday)).toEqual(['PART', 'E2E-2 NARR', 'E2E-3 NARR', 'E2E-4 AM09', 'E2E-9 NARR']); // prettier-ignore
    expect(answered(pain007({ message_id: 'REV-2' }), friday)).toEqual(['RJCT', 'E2E-1 NARR']);
    desk.at('2026-01-12T08:00:00.000Z');
    expect(desk.totals()).toMatchObject({
      requested: { count: 6, sum_minor: 11100 },
      refused_requests: { count: 5, sum_minor: 10100 },
      reversed: { count: 1, sum_minor: 1000 },
    });
  });

  it('name the batch of the reversal in the refusal', () => {
    settled();
    const status = answerOf(desk.send(pain007({ original_message_id: 'MSG-9' }), { now: friday }), 'pain.002');
    expect([texts(status, 'OrgnlMsgId'), texts(status, 'OrgnlPmtInfId')]).toEqual([['REV-1'], ['REV-1-1']]);
  });

  it('are taken until the fifth business day, and not before the collection settles', () => {
    desk.send(fourPayments());
    expect(answered(pain007({ message_id: 'EARLY' }), '2026-01-07T08:00:00.000Z')).toEqual(['RJCT', 'E2E-1 NARR']);
    desk.at(thursday);
    expect(answered(pain007({ message_id: 'IN-TIME' }), '2026-01-15T08:00:00.000Z')).toEqual(['ACCP']);
    const late = pain007({ message_id: 'LATE', lines: [{ end_to_end_id: 'E2E-2', amount: '20.00' }] });
    expect(answered(late, '2026-01-16T08:00:00.000Z')).toEqual(['RJCT', 'E2E-2 DT01']);
  });

  it('are no way to get a credit transfer back, nor a collection for another account', () => {
    const other = 'NL20INGB0001234567';
    desk.writeJson('accounts.json', [{ iban: creditorIban }, { iban: other }]);
    desk.send(pain001());
    settled();
    const transfer = { original_message_id: 'OUT-1', original_payment_info_id: 'OUT-1-1' };
    expect(answered(pain007({ ...transfer, lines: [{ end_to_end_id: 'T-1', amount: '5.00' }] }), friday)).toEqual(['RJCT', 'T-1 NARR']); // prettier-ignore
    const lines = [{ end_to_end_id: 'E2E-1', creditor_iban: other }];
    expect(answered(pain007({ message_id: 'REV-2', lines }), friday)).toEqual(['RJCT', 'E2E-1 AC03']);
  });

  it('are refused by a bank that does not acknowledge too, and accepted without a word', () => {
    desk.setSettings({ acknowledge: false, statements: false });
    settled();
    expect(desk.send(pain007(), { now: friday })).toEqual([]);
    expect(answered(pain007({ message_id: 'REV-2', original_message_id: 'MSG-9' }), friday)).toEqual(['E2E-1 NARR']);
  });

  it.each([
    ['a wrong sum', 'AM10', pain007({ sum: '10.01' })],
    ['an account of another bank', 'AC03', pain007({ lines: [{ end_to_end_id: 'E2E-1', creditor_iban: 'NL20INGB0001234567' }] })],
    ['a version it does not take', 'FF01', pain007({ version: 'pain.007.001.05' })],
    ['no batch of its own', 'FF01', pain007().replace(/<RvslPmtInfId>.*<.RvslPmtInfId>/, '')],
    ['the identification of an earlier message', 'DU01', pain007({ message_id: 'MSG-1' })],
  ])('are refused as a whole with %s: %s', (_, code, file) => {
    settled();
    expect(desk.verdictOf(file, friday)).toBe(`RJCT ${code}`);
    expect(desk.totals().requested.count).toBe(0);
  }); // prettier-ignore
});
