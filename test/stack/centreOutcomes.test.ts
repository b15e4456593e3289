import { beforeEach, describe, expect, it } from 'vitest';

import {
  automatic as paid,
  end,
  file,
  mandate,
  pbs,
  section,
  sectionEnd,
  slip as slipPaid,
  start,
} from '../formats/nets/bsLines.ts';
import {
  automatic,
  cancellation,
  collections,
  creditorsFile,
  delivery0601,
  delivery0605,
  registration,
  renumbering,
  slip,
} from './centreDeliveries.ts';
import { type CentreDesk, withEachDesk } from './centreDesk.ts';

let desk: CentreDesk;
withEachDesk((opened) => (desk = opened));

const nothingPaid = { paidOn: '000000', bookedOn: '000000', paid: 0 };

/** A record 0602 of customer K1 as `automatic` asks for it. */
const answered = (code: string, parts: Parameters<typeof paid>[1] = {}): string =>
  paid(code, { customer: 'K1', mandate: '101', amount: 10_000, ...parts });

describe('what becomes of automatic payments', () => {
  it('C9 completes them on the payment date, not before, in one file that adds up', () => {
    desk.send(collections([automatic(), automatic({ customer: 'K2', mandate: '102', sign: '2', amount: 4_000 })]));
    desk.at('2026-02-01T22:59:00.000Z');
    expect(desk.news('602')).toEqual([]);
    desk.at('2026-02-01T23:00:00.000Z');
    expect(desk.bytes('D3419123400003-602.BS1')).toEqual(
      file(
        start('0602', { id: '0000000003', date: '020226' }),
        section('0211'),
        answered('0236'),
        answered('0236', { customer: 'K2', mandate: '102', sign: '2', amount: 4_000 }),
        sectionEnd('0211', { c042: 2, net: 6_000 }),
        end('0602', { c042: 2, net: 6_000 }),
      ),
    );
    expect(desk.totals()).toMatchObject({
      completed: { count: 1, sum_minor: 10_000 },
      disbursed: { count: 1, sum_minor: 4_000 },
    });
  });

  it('C9 rejects by rule on the payment date, without dates and amount paid', () => {
    desk.setRules([{ match: { customer_number: 'K*', amount_minor: 10_000 }, outcome: 'reject' }]);
    desk.send(collections([automatic()]));
    desk.at('2026-02-02');
    expect(desk.news('602')).toEqual([answered('0237', nothingPaid)]);
    expect(desk.totals()).toMatchObject({ rejected: { count: 1, sum_minor: 10_000 }, completed: { count: 0 } });
  });

  it('C6 C9 cancels by rule on the next banking day, with the end of the mandate', () => {
    desk.setRules([{ match: { mandate_number: '000000101' }, outcome: 'cancel' }]);
    const later = automatic({ date: '03022026' });
    desk.send(collections([automatic(), later]), { now: '2026-01-16T09:00:00.000Z' });
    desk.at('2026-01-19');
    const second = answered('0238', { ...nothingPaid, due: '030226' });
    expect(desk.news('602')).toEqual([answered('0238', nothingPaid), second]);
    expect(desk.news('603')).toEqual([mandate('0232', 'K1', '101', '160126', '160126')]);
    expect(desk.totals().cancelled).toEqual({ count: 2, sum_minor: 20_000 });
  });

  it('C8 C9 cancels a collection without a living mandate, and does not refuse the delivery for it', () => {
    const unknown = automatic({ customer: 'K2', mandate: '999' });
    const ofAnother = automatic({ customer: 'K3', mandate: '104' });
    expect(desk.verdictOn(collections([automatic(), unknown, ofAnother]))).toBe('accepted');
    desk.at('2026-01-16');
    expect(desk.news('602').map((record) => record.slice(13, 17))).toEqual(['0238', '0238']);
    expect(desk.news('603')).toEqual([]);
    const again = collections([automatic({ customer: 'K2', mandate: '102' })], '0000000043');
    expect(desk.verdictOn(again, '2026-01-16T12:00:00.000Z')).toBe('accepted');
  });

  it('C9 cancels on the payment date when the mandate has ended meanwhile', () => {
    desk.send(collections([automatic(), automatic({ customer: 'K2', mandate: '102' })]));
    desk.put('605.BS1', delivery0605('0126', [cancellation('K1', '101')]));
    desk.at('2026-02-02');
    expect(desk.news('602').map((record) => record.slice(13, 17))).toEqual(['0236', '0236']);
    desk.put('next.BS1', collections([automatic({ customer: 'K3', mandate: '103', date: '02032026' })], '0000000043'));
    desk.setEvents([
      { id: 'a', on: '2026-02-27', kind: 'cancelled_by_bank', pbs_number: pbs, customer_number: 'K3', mandate_number: '103' },
    ]); // prettier-ignore
    desk.at('2026-02-03');
    desk.at('2026-03-02');
    expect(desk.news('602')).toEqual([
      answered('0238', { ...nothingPaid, customer: 'K3', mandate: '103', due: '020326' }),
    ]);
  });

  it('C9 charges back after some days, at the latest on the 7th or the banking day after', () => {
    desk.setRules([
      { match: { reference: 'EARLY' }, outcome: 'charge_back', after_days: 2 },
      { match: { reference: 'LATE' }, outcome: 'charge_back', after_days: 30 },
      { match: { reference: 'PAST' }, outcome: 'charge_back' },
    ]);
    desk.send(
      collections([
        automatic({ reference: 'EARLY' }),
        automatic({ customer: 'K2', mandate: '102', reference: 'LATE' }),
        automatic({ customer: 'K3', mandate: '103', reference: 'PAST', date: '10022026' }),
      ]),
    );
    desk.at('2026-02-02');
    expect(desk.news('602')).toHaveLength(2);
    desk.at('2026-02-04');
    expect(desk.news('602')).toEqual([answered('0239', { reference: 'EARLY', paidOn: '040226', bookedOn: '040226' })]);
    desk.at('2026-02-08');
    expect(desk.news('602')).toEqual([]);
    desk.at('2026-02-09');
    expect(desk.news('602').map((record) => record.slice(13, 17))).toEqual(['0239']);
    desk.at('2026-03-02');
    expect(desk.news('602').map((record) => record.slice(13, 17))).toEqual(['0236']);
    expect(desk.totals()).toMatchObject({ completed: { count: 3 }, charged_back: { count: 2, sum_minor: 20_000 } });
  });

  it('C9 says nothing of an amount of zero', () => {
    desk.send(collections([automatic({ amount: 0, sign: '0' })]));
    desk.at('2026-03-02');
    expect(desk.news('602')).toEqual([]);
  });

  it('C9 writes one file for each day with events, also when the clock jumps', () => {
    desk.send(collections([automatic(), automatic({ customer: 'K2', mandate: '102', date: '03022026' })]));
    desk.at('2026-03-02');
    expect(desk.answers().filter((name) => name.includes('-602'))).toEqual([
      'D3419123400003-602.BS1',
      'D3419123400004-602.BS1',
    ]);
  });
});

describe('what becomes of payment slips', () => {
  beforeEach(() => {
    desk.setCreditors(creditorsFile('nets-total'));
  });

  const answeredSlip = (code: string, archive: number, parts: Parameters<typeof slipPaid>[1] = {}): string =>
    slipPaid(code, {
      customer: 'S1',
      amount: 5_000,
      reference: 'SLIP-0000',
      archive: String(archive).padStart(22, '0'),
      ...parts,
    });

  it('P13 C9 are paid on the payment date and booked a day later, with nine characters of the reference', () => {
    desk.send(delivery0601([{ records: slip() }]));
    desk.at('2026-02-02');
    expect(desk.news('602')).toEqual([]);
    desk.at('2026-02-03');
    const [record = '', ...others] = desk.news('602');
    expect(others).toEqual([]);
    expect(record).toBe(replaceDates(answeredSlip('0297', 1), '020226', '030226'));
    expect(desk.totals().slips_paid).toEqual({ count: 1, sum_minor: 5_000 });
  });

  it('C9 are paid with another amount, later or never, by rule', () => {
    desk.setRules([
      { match: { customer_number: 'S1' }, outcome: 'pay', paid_minor: 1_234, after_days: 1 },
      { match: { customer_number: 'S2' }, outcome: 'never' },
      { match: { customer_number: 'S*' }, outcome: 'reject' },
    ]);
    desk.send(delivery0601([{ records: ['S1', 'S2', 'S3'].flatMap((customer) => slip({ customer })) }]));
    desk.at('2026-03-02');
    const [onTime, late] = desk.news('602');
    expect(onTime).toBe(replaceDates(answeredSlip('0297', 3, { customer: 'S3' }), '020226', '030226'));
    expect(late).toBe(replaceDates(answeredSlip('0297', 1, { paid: 1_234 }), '030226', '040226'));
    expect(desk.totals().slips_paid).toEqual({ count: 2, sum_minor: 6_234 });
  });

  it('C9 are charged back by rule', () => {
    desk.setRules([{ match: { reference: 'SLIP*' }, outcome: 'charge_back', after_days: 7 }]);
    desk.send(delivery0601([{ code: '0117', records: slip() }, { records: [automatic()] }]));
    desk.at('2026-03-02');
    const codes = desk.news('602').map((record) => record.slice(13, 17));
    expect(codes).toEqual(['0236', '0297', '0299']);
    expect(desk.totals().charged_back).toEqual({ count: 1, sum_minor: 5_000 });
  });
});

/** The payment and the bookkeeping date of a slip's record, ddmmyy. */
function replaceDates(record: string, paidOn: string, bookedOn: string): string {
  return record.slice(0, 103) + paidOn + bookedOn + record.slice(115);
}

describe('mandates', () => {
  /** Customer, mandate and text number of echoes in 0621. */
  const echoes = (): string[][] =>
    desk.news('621').map((record) => [record.slice(25, 40), record.slice(40, 49), record.slice(114, 120)]);

  it('C5 C8 are registered by delivery: an echo at once, and their numbers on the next banking day', () => {
    const names = desk.send(delivery0605('0120', [registration('K9'), registration('K8', '0000'), registration('K1')]));
    expect(names).toEqual(['D3419123400003-621.BS1', 'T3419123400001-605.BS1', 'V3419123400002-605.BS1']);
    expect(echoes()).toEqual([
      ['0000000000000K9', '600000001', '010001'],
      ['0000000000000K8', '000000000', '030001'],
      ['0000000000000K1', '000000101', '020001'],
    ]);
    desk.at('2026-01-16');
    expect(desk.news('603')).toEqual([mandate('0231', 'K9', '600000001', '150126')]);
    expect(desk.verdictOn(collections([automatic({ customer: 'K9', mandate: '600000001' })]), '2026-01-16T12:00:00.000Z')).toBe('accepted');
    desk.at('2026-02-02');
    expect(desk.totals().completed.count).toBe(1);
  }); // prettier-ignore

  it('C5 are ended and renumbered by delivery', () => {
    desk.send(delivery0605('0126', [cancellation('K1', '101'), cancellation('K9', '999')], '0000000001'));
    desk.send(delivery0605('0105', [cancellation('K2', '102', '0253')], '0000000002'));
    desk.send(delivery0605('0125', [renumbering('K3', '103', 'NEW3')], '0000000003'));
    desk.at('2026-01-16');
    expect(desk.news('621')).toEqual([]);
    expect(desk.news('603')).toEqual([
      mandate('0233', 'K1', '101', '150126', '150126'),
      mandate('0233', 'K2', '102', '150126', '150126'),
    ]);
    desk.send(collections([automatic({ customer: 'NEW3', mandate: '103' }), automatic({ customer: 'K2', mandate: '102' })]), { now: '2026-01-16T12:00:00.000Z' });
    desk.at('2026-02-02');
    expect(desk.totals()).toMatchObject({ completed: { count: 1 }, cancelled: { count: 1 } });
  }); // prettier-ignore

  it('C5 takes the id of 0605 behind two blanks', () => {
    const plain = delivery0605('0126', [cancellation('K1', '101')]).toString('latin1');
    const blanks = plain.replace('06050000000007  ', '0605  0000000007');
    expect(blanks).not.toBe(plain);
    expect(desk.verdictOn(Buffer.from(blanks, 'latin1'))).toBe('accepted');
    expect(desk.answer(desk.answers()[0] ?? '')).toContain('BS1 0605 0000000007');
  });

  it('C8 refuses a delivery 0605 with a wrong code, record or count', () => {
    const wrong = (code: string, records: string[]): string => desk.verdictOn(delivery0605(code, records));
    expect(wrong('0120', [cancellation('K1', '101')])).toContain("BS042/code (14-17) '0257': belongs to 0126");
    expect(wrong('0126', [cancellation('K1', '101', '0258')])).toContain('is not known in 0605');
    const counted = delivery0605('0126', [cancellation('K1', '101')]).toString('latin1');
    const miscounted = counted.replace('00001 00000000001', '00001 00000000002');
    expect(desk.verdictOn(Buffer.from(miscounted, 'latin1'))).toContain('BS092/count_042 (27-37)');
  });

  it('C6 are made and ended at the centre by events, each once, also for customers nobody knows', () => {
    const of = { pbs_number: pbs };
    desk.setEvents([
      { ...of, id: '1', on: '2026-01-20', kind: 'registered', customer_number: 'X7', mandate_number: '777' },
      { ...of, id: '2', on: '2026-01-24', kind: 'cancelled_by_scheme', customer_number: 'K1', mandate_number: '101' },
    ]);
    desk.at('2026-01-15');
    desk.at('2026-01-20');
    expect(desk.news('603')).toEqual([mandate('0231', 'X7', '777', '200126')]);
    desk.at('2026-01-24');
    expect(desk.news('603')).toEqual([]);
    desk.at('2026-01-26');
    expect(desk.news('603')).toEqual([mandate('0234', 'K1', '101', '240126', '240126')]);
    desk.open();
    desk.at('2026-02-10');
    expect(desk.news('603')).toEqual([]);
  });

  it('C6 are given in full, as they are on a date', () => {
    desk.send(delivery0605('0126', [cancellation('K1', '101')]));
    desk.setEvents([{ id: 'all', on: '2026-01-19', kind: 'full_register', pbs_number: pbs }]);
    desk.at('2026-01-16');
    desk.news('603');
    desk.at('2026-01-19');
    expect(desk.news('603')).toEqual([2, 3, 4].map((each) => mandate('0230', `K${each}`, `10${each}`, '190126')));
  });

  it('C6 of a creditor that nobody named wait until a delivery says whose it is', () => {
    desk.empty();
    desk.setEvents([{ id: '1', on: '2026-01-14', kind: 'registered', pbs_number: pbs, customer_number: 'X7', mandate_number: '777' }]);
    desk.send(collections([automatic()]));
    desk.at('2026-01-16');
    expect(desk.news('603')).toEqual([mandate('0231', 'X7', '777', '160126')]);
  }); // prettier-ignore
});
