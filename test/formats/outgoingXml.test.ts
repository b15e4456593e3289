import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { FrozenBatch, FrozenMessage } from '../../domain/sepaMessage.ts';
import * as camt055 from './camt055Model.ts';
import * as pain001 from './pain001Model.ts';
import * as pain007 from './pain007Model.ts';
import * as pain008 from './pain008Model.ts';
import { read, rules } from './reading.ts';

interface File {
  message: FrozenMessage<FrozenBatch>;
  xml: () => Promise<string>;
}

/** Each message that we send, and how its sum stands in the totals. */
const messages = [
  {
    name: 'pain.008',
    side: 'credit_minor',
    files: pain008.anyModel.map((model) => ({ message: model.message, xml: () => pain008.write(model) })),
  },
  {
    name: 'pain.001',
    side: 'debit_minor',
    files: pain001.anyModel.map((model) => ({ message: model.message, xml: () => pain001.write(model) })),
  },
  {
    name: 'pain.007',
    side: 'debit_minor',
    files: pain007.anyModel.map((model) => ({ message: model.message, xml: () => pain007.write(model) })),
  },
  {
    name: 'camt.055',
    side: undefined,
    files: camt055.anyModel.map((model) => ({ message: model.message, xml: () => camt055.write(model) })),
  },
];

describe('the reader of what we send', () => {
  it.each(messages)('G5 counts what stands in $name, and finds nothing wrong', async ({ name, side, files }) => {
    const property = fc.asyncProperty(files as fc.Arbitrary<File>, async ({ message, xml }) => {
      const { summary, records } = await read(await xml(), 100);
      const total = { currency: 'EUR', credit_minor: 0, debit_minor: 0 };
      expect(summary).toMatchObject({
        format: expect.stringContaining(name) as string,
        messages: 1,
        entries: message.batches.length,
        transactions: message.count,
        totals: side === undefined ? [] : [{ ...total, [side]: message.sum_minor }],
        control_totals: { ok: true },
        findings: [],
      });
      expect(Object.keys(summary.control_totals.stated).length).toBeGreaterThanOrEqual(2);
      expect(records).toEqual([]);
    });
    await fc.assert(property, { seed: 3, numRuns: 50 });
  });

  it('G5 says which total differs, of the message and of a batch', async () => {
    const xml = await pain001.write(pain001.oneLine());
    const { summary } = await read(xml.replace('<InstdAmt Ccy="EUR">12.50', '<InstdAmt Ccy="EUR">12.51'));
    expect(summary.control_totals).toEqual({
      stated: {
        'GrpHdr/NbOfTxs': '1',
        'GrpHdr/CtrlSum': '12.50',
        'PmtInf[1]/NbOfTxs': '1',
        'PmtInf[1]/CtrlSum': '12.50',
      },
      read: {
        'GrpHdr/NbOfTxs': '1',
        'GrpHdr/CtrlSum': '12.51',
        'PmtInf[1]/NbOfTxs': '1',
        'PmtInf[1]/CtrlSum': '12.51',
      },
      ok: false,
    });
    expect(rules(summary, 'error')).toEqual([
      'PmtInf[1]/CtrlSum: the control total differs from what was read (12.51)',
      'GrpHdr/CtrlSum: the control total differs from what was read (12.51)',
    ]);
  });

  it('G5 compares sums as numbers, and names amounts that are none or in another currency', async () => {
    const xml = await pain001.write(pain001.oneLine());
    const rounded = await read(xml.replaceAll('<CtrlSum>12.50', '<CtrlSum>12.5'));
    expect(rounded.summary.findings).toEqual([]);
    const text = await read(xml.replace('"EUR">12.50', '"EUR">twelve'));
    expect(rules(text.summary, 'error')[0]).toMatch(/^Amt\/InstdAmt: an amount in EUR is a decimal/);
    const dollars = await read(xml.replace('"EUR"', '"USD"'));
    expect(rules(dollars.summary, 'error')[0]).toBe('Amt/InstdAmt/@Ccy: SEPA payments are in EUR');
  });
});
