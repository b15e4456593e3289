import { expect, test } from 'vitest';

import { bs0602File } from '../../bench/data/danishOffice.ts';
import { debtorOf } from '../../bench/data/debtors.ts';
import type { PaymentRecord } from '../../domain/inbound.ts';
import { readChunks } from '../../formats/detect.ts';

test('the delivery 0602 of the benchmarks settles every collection with the totals it states', async () => {
  const records: PaymentRecord[] = [];
  const summary = await readChunks(bs0602File(2_500), (record) => records.push(record as PaymentRecord));
  const amounts = records.map((record) => record.amount_minor);
  expect(summary).toMatchObject({
    format: 'bs.0602',
    transactions: 2_500,
    totals: [{ currency: 'DKK', credit_minor: amounts.reduce((sum, each) => sum + each, 0), debit_minor: 0 }],
    control_totals: { ok: true },
    findings: [],
  });
  expect(records).toHaveLength(2_500);
  for (const [index, record] of records.entries()) {
    const { number, amountMinor } = debtorOf(index + 1);
    expect(record).toMatchObject({
      kind: 'payment',
      sign: 'CRDT',
      booked_on: '2026-12-01',
      amount_minor: amountMinor,
      end_to_end_id: String(number),
      customer_number: `K${number}`,
    });
  }
});
