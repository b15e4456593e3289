import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { CancellationBatch, CancellationLine, CancellationMessage } from '../../domain/camt055.ts';
import { anyModel, oneLine, write } from './camt055Model.ts';
import { parseCamt055 } from './camt055Parser.ts';
import { violations } from './isoTypes.ts';
import { parseTree } from './xmlTree.ts';

const creditTransfers = { message_id: 'INC-20261123-2', version: 'pain.001.001.09' as const };

describe('camt.055', () => {
  it('C16 writes the request to cancel one collection exactly so', async () => {
    expect(await write(oneLine())).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.055.001.08"><CstmrPmtCxlReq>
<Assgnmt><Id>CXL-20261124-1</Id><Assgnr><Pty><Nm>Energie Cooperatie</Nm></Pty></Assgnr><Assgne><Agt><FinInstnId><BICFI>ABNANL2A</BICFI></FinInstnId></Agt></Assgne><CreDtTm>2026-11-24T08:00:00</CreDtTm></Assgnmt><CtrlData><NbOfTxs>1</NbOfTxs><CtrlSum>12.50</CtrlSum></CtrlData>
<Undrlyg><OrgnlGrpInfAndCxl><OrgnlMsgId>INC-20261123-1</OrgnlMsgId><OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId></OrgnlGrpInfAndCxl>
<OrgnlPmtInfAndCxl><OrgnlPmtInfId>INC-20261123-1-1</OrgnlPmtInfId>
<TxInf><OrgnlEndToEndId>INV-2026-0001</OrgnlEndToEndId><OrgnlInstdAmt Ccy="EUR">12.50</OrgnlInstdAmt><OrgnlReqdColltnDt>2026-11-30</OrgnlReqdColltnDt><CxlRsnInf><Orgtr><Nm>Energie Cooperatie</Nm></Orgtr><Rsn><Cd>DUPL</Cd></Rsn></CxlRsnInf></TxInf>
</OrgnlPmtInfAndCxl>
</Undrlyg></CstmrPmtCxlReq></Document>
`);
  });

  it('C16 names the execution date of a disbursement, and takes a wrong account as its reason', async () => {
    const xml = await write(oneLine({ reason: 'AC03' }, { original: creditTransfers, bank_bic: undefined }));
    expect(xml).toContain('</OrgnlInstdAmt><OrgnlReqdExctnDt><Dt>2026-11-30</Dt></OrgnlReqdExctnDt><CxlRsnInf>');
    expect(xml).toContain('<Cd>AC03</Cd>');
    expect(xml).toContain('<Assgne><Agt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></Agt></Assgne>');
  });

  it('C12 writes the same bytes twice, whatever the size of the pages', async () => {
    await fc.assert(
      fc.asyncProperty(anyModel, fc.integer({ min: 1, max: 30 }), async (model, pageSize) => {
        expect(await write(structuredClone(model), pageSize)).toBe(await write(model, 1000));
      }),
      { seed: 55, numRuns: 50 },
    );
  });

  it('G5 parses back equal, and has the elements of ISO 20022 in their order', async () => {
    await fc.assert(
      fc.asyncProperty(anyModel, async (model) => {
        const xml = await write(model);
        expect(parseCamt055(xml)).toEqual(model);
        expect(violations(parseTree(xml))).toEqual([]);
      }),
      { seed: 55, numRuns: 300 },
    );
  });

  it('the check of elements finds what is not allowed', async () => {
    const xml = await write(oneLine());
    const found = (damaged: string): string => violations(parseTree(damaged)).join();
    expect(found(xml.replace(/<CtrlData>.*<\/CtrlData>/, '<CtrlData/>'))).toContain('not as in ControlData1');
    expect(found(xml.replace(/(<OrgnlInstdAmt.*)(<CxlRsnInf>.*<\/CxlRsnInf>)/, '$2$1'))).toContain(
      'PaymentTransaction109',
    );
    expect(found(xml.replace('<Cd>DUPL</Cd>', '<Cd>DOUBLE</Cd>'))).toContain('Rsn/Cd is no ExternalCode4');
  });
});

describe('camt.055 refuses', () => {
  it.each<[string, Partial<CancellationLine>, string]>([
    ['a wrong EndToEndId', { end_to_end_id: '/A' }, 'batch 1 line 1, end_to_end_id: must not begin or end'],
    ['no money', { amount_minor: 0 }, '(INV-2026-0001), amount_minor: must be EUR'],
    ['an unknown reason', { reason: 'MS02' as 'DUPL' }, 'reason: must be one of AM09, CUST, DUPL, FRAD, TECH, UPAY'],
    ['a wrong account as the reason for a collection', { reason: 'AC03' }, 'reason: must be one of AM09'],
  ])('%s', async (_what, line, rule) => {
    await expect(write(oneLine(line))).rejects.toMatchObject({
      type: 'INVALID_INPUT',
      message: expect.stringContaining(rule) as string,
    });
  });

  it.each<[string, Partial<CancellationMessage>, string]>([
    ['a wrong message id', { message_id: 'A//B' }, 'message, message_id'],
    ['a creation time with a zone', { created_at: '2026-11-24T08:00:00Z' }, 'created_at: must be YYYY-MM-DDThh:mm:ss'],
    ['an initiating party outside the character set', { initiating_party: 'é' }, 'initiating_party: may have only'],
    ['a wrong BIC', { bank_bic: 'ABNANL2' }, 'message, bank_bic: must be a BIC'],
    [
      'another message',
      { original: { message_id: 'A', version: 'pain.007' as 'pain.008.001.08' } },
      'original.version',
    ],
    ['a wrong original message id', { original: { ...creditTransfers, message_id: '' } }, 'original.message_id'],
    ['a message without batches', { batches: [], count: 0, sum_minor: 0 }, 'batches: must not be empty'],
  ])('%s', async (_what, message, rule) => {
    await expect(write(oneLine({}, message))).rejects.toMatchObject({
      type: 'INVALID_INPUT',
      message: expect.stringContaining(rule) as string,
    });
  });

  it.each<[string, Partial<CancellationBatch['original']>, string]>([
    ['a wrong PmtInfId', { payment_info_id: '' }, 'batch 1, original.payment_info_id: must not be empty'],
    ['a payment on no date', { requested_on: '2026-02-30' }, 'batch 1, original.requested_on: must be a date'],
    ['C16 a payment that is settled', { requested_on: '2026-11-23' }, 'original.requested_on: must not be before'],
  ])('%s', async (_what, changes, rule) => {
    const [batch] = oneLine().message.batches;
    await expect(write(oneLine({}, {}, { original: { ...batch!.original, ...changes } }))).rejects.toThrow(rule);
  });

  it('two batches with one identification', async () => {
    const model = oneLine({}, { count: 2, sum_minor: 2500 });
    model.message.batches.push({ ...model.message.batches[0]!, batch_no: 2 });
    await expect(write(model)).rejects.toThrow('batch 2, original.payment_info_id: must be unique in the message');
  });

  it('lines that are not those of the message', async () => {
    const model = oneLine();
    model.lines.push({ ...model.lines[0]!, line_no: 2 });
    await expect(write(model)).rejects.toMatchObject({ type: 'BROKEN_PROMISE' });
  });
});
