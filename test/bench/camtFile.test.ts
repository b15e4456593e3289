import { describe, expect, test } from 'vitest';

import { account, camtFile, entrySize, sumOf } from '../../bench/data/camtFile.ts';
import { debtorOf } from '../../bench/data/debtors.ts';
import { ibanRule } from '../../domain/iban.ts';
import type { PaymentRecord } from '../../domain/inbound.ts';
import { readChunks } from '../../formats/detect.ts';

async function read(transactions: number) {
  const records: PaymentRecord[] = [];
  let bytes = 0;
  const chunks = async function* () {
    for await (const text of camtFile(transactions)) {
      const chunk = Buffer.from(text, 'utf8');
      bytes += chunk.length;
      yield chunk;
    }
  };
  const summary = await readChunks(chunks(), (record) => records.push(record as PaymentRecord));
  return { summary, records, bytes };
}

describe('the camt.054 of the benchmarks', () => {
  test('G8 is read with the totals it states, in entries of 1,000', async () => {
    const { summary, records, bytes } = await read(2_500);
    expect(summary).toMatchObject({
      format: 'camt.054.001.08',
      messages: 1,
      entries: 3,
      transactions: 2_500,
      totals: [{ currency: 'EUR', credit_minor: sumOf(1, 2_500), debit_minor: 0 }],
      control_totals: { ok: true },
      findings: [],
    });
    expect(records.map((record) => record.tx_no).filter((no) => no === 1)).toHaveLength(3);
    expect(Math.max(...records.map((record) => record.tx_no))).toBe(entrySize);
    expect(records.reduce((sum, record) => sum + record.amount_minor, 0)).toBe(sumOf(1, 2_500));
    expect(bytes / 2_500).toBeGreaterThan(740);
    expect(bytes / 2_500).toBeLessThan(800);
  });

  test('names every collection by the reference, amount, mandate and account of its debtor', async () => {
    const { records } = await read(1_000);
    for (const [index, record] of records.entries()) {
      const debtor = debtorOf(index + 1);
      expect(record).toMatchObject({
        account,
        end_to_end_id: `noord-${debtor.number}`,
        amount_minor: debtor.amountMinor,
        mandate_id: debtor.umr,
        counterparty_name: debtor.name,
        counterparty_iban: debtor.iban,
        remittance: debtor.remittance,
      });
      expect(ibanRule(debtor.iban)).toBeUndefined();
    }
    expect(records.some((record) => /[ÄÖÜäöüé&]/.test(record.counterparty_name))).toBe(true);
  });
});
