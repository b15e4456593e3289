import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { lastReversalDay, type ReversalBatch, type ReversalLine, type ReversalMessage } from '../../domain/pain007.ts';
import { sharedData } from '../support/sharedData.ts';
import { validateXsd } from '../support/xsd.ts';
import { anyModel, oneLine, write } from './pain007Model.ts';
import { parsePain007 } from './pain007Parser.ts';

const schemas = {
  'pain.008.001.08': sharedData('xsd/iso/pain.007.001.09.xsd'),
  'pain.008.001.02': sharedData('xsd/iso/pain.007.001.02.xsd'),
};

describe('pain.007', () => {
  it('C16 writes the reversal of one collection exactly so', async () => {
    expect(await write(oneLine({}, { batch_booking: true }))).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.007.001.09"><CstmrPmtRvsl>
<GrpHdr><MsgId>REV-20261202-1</MsgId><CreDtTm>2026-12-02T08:00:00</CreDtTm><NbOfTxs>1</NbOfTxs><CtrlSum>12.50</CtrlSum><InitgPty><Nm>Energie Cooperatie</Nm></InitgPty></GrpHdr>
<OrgnlGrpInf><OrgnlMsgId>INC-20261123-1</OrgnlMsgId><OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId></OrgnlGrpInf>
<OrgnlPmtInfAndRvsl><RvslPmtInfId>REV-20261202-1-1</RvslPmtInfId><OrgnlPmtInfId>INC-20261123-1-1</OrgnlPmtInfId><BtchBookg>true</BtchBookg>
<TxInf><OrgnlEndToEndId>INV-2026-0001</OrgnlEndToEndId><OrgnlInstdAmt Ccy="EUR">12.50</OrgnlInstdAmt><RvsdInstdAmt Ccy="EUR">12.50</RvsdInstdAmt><ChrgBr>SLEV</ChrgBr><RvslRsnInf><Orgtr><Nm>Energie Cooperatie</Nm></Orgtr><Rsn><Cd>AM05</Cd></Rsn></RvslRsnInf><OrgnlTxRef><ReqdColltnDt>2026-11-30</ReqdColltnDt><CdtrSchmeId><Id><PrvtId><Othr><Id>DE98ZZZ09999999999</Id><SchmeNm><Prtry>SEPA</Prtry></SchmeNm></Othr></PrvtId></Id></CdtrSchmeId><PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl><LclInstrm><Cd>CORE</Cd></LclInstrm><SeqTp>RCUR</SeqTp></PmtTpInf><MndtRltdInf><MndtId>MND-1</MndtId><DtOfSgntr>2025-01-31</DtOfSgntr></MndtRltdInf><RmtInf><Ustrd>Invoice 2026-0001</Ustrd></RmtInf><Dbtr><Pty><Nm>J. de Vries</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></DbtrAcct><DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt><CdtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></CdtrAgt><Cdtr><Pty><Nm>Energie Cooperatie</Nm></Pty></Cdtr><CdtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></CdtrAcct></OrgnlTxRef></TxInf>
</OrgnlPmtInfAndRvsl>
</CstmrPmtRvsl></Document>
`);
  });

  it('C16 reverses what was sent in version .02 by a message of the same year', async () => {
    const xml = await write(
      oneLine({ debtor_bic: 'ABNANL2A' }, { original: original({ version: 'pain.008.001.02' }) }),
    );
    expect(xml).toContain('xsd:pain.007.001.02"');
    expect(xml).toContain('<OrgnlMsgNmId>pain.008.001.02</OrgnlMsgNmId>');
    expect(xml).toContain('<DbtrAgt><FinInstnId><BIC>ABNANL2A</BIC></FinInstnId></DbtrAgt>');
    expect(xml).toContain('<Dbtr><Nm>J. de Vries</Nm></Dbtr>');
  });

  it('C12 writes the same bytes twice, whatever the size of the pages', async () => {
    await fc.assert(
      fc.asyncProperty(anyModel, fc.integer({ min: 1, max: 30 }), async (model, pageSize) => {
        expect(await write(structuredClone(model), pageSize)).toBe(await write(model, 1000));
      }),
      { seed: 7, numRuns: 50 },
    );
  });

  it('G5 parses back equal, in both versions', async () => {
    await fc.assert(
      fc.asyncProperty(anyModel, async (model) => {
        expect(parsePain007(await write(model))).toEqual(model);
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});

describe.skipIf(Object.values(schemas).includes(undefined))(
  'pain.007 against the schemas (skipped without the shared data)',
  () => {
    it('G5 any reversal is valid against ISO 20022', async () => {
      await fc.assert(
        fc.asyncProperty(anyModel, async (model) => {
          expect(validateXsd(schemas[model.message.original.version]!, await write(model))).toEqual([]);
        }),
        { seed: 20022, numRuns: 200 },
      );
    });

    it('the validator finds what is not allowed', async () => {
      const xml = await write(oneLine());
      const schema = schemas['pain.008.001.08']!;
      expect(validateXsd(schema, xml.replace(/(<Dbtr>.*<\/Dbtr>)(<DbtrAcct>.*?<\/DbtrAcct>)/, '$2$1'))).not.toEqual([]);
      expect(validateXsd(schemas['pain.008.001.02']!, xml)).not.toEqual([]);
    });
  },
);

describe('pain.007 refuses', () => {
  it.each<[string, Partial<ReversalLine>, string]>([
    ['an unknown reason', { reason: 'MS03' as 'MS02' }, '(INV-2026-0001), reason: must be one of AM05, MD05, MS02'],
    ['a wrong EndToEndId', { end_to_end_id: 'A/' }, 'batch 1 line 1, end_to_end_id: must not begin or end'],
    ['no money', { amount_minor: 0 }, 'amount_minor: must be EUR'],
    ['a wrong mandate reference', { umr: 'A//B' }, 'umr: must not begin'],
    [
      'a signature after the collection',
      { signed_on: '2026-12-01' },
      'signed_on: must not be after the collection date',
    ],
    ['a name outside the character set', { debtor_name: 'Müller' }, 'debtor_name: may have only'],
    ['a wrong IBAN', { debtor_iban: 'NL92ABNA0417164300' }, 'debtor_iban: has check digits'],
    ['a wrong BIC', { debtor_bic: 'ABNANL2' }, 'debtor_bic: must be a BIC'],
    ['an amendment of nothing', { amendment: {} }, 'amendment.*: must name what changed'],
    ['an address inside the EEA', { debtor_address: { town: 'Ede', country: 'NL' } }, 'debtor_address: must not be'],
    ['a long remittance text', { remittance: 'x'.repeat(141) }, 'remittance: may have at most 140'],
  ])('%s', async (_what, line, rule) => {
    await expect(write(oneLine(line))).rejects.toMatchObject({
      type: 'INVALID_INPUT',
      message: expect.stringContaining(rule) as string,
    });
  });

  it.each<[string, Partial<ReversalMessage>, string]>([
    ['a wrong message id', { message_id: 'A//B' }, 'message, message_id'],
    ['a creation time with a zone', { created_at: '2026-12-02T08:00:00Z' }, 'created_at: must be YYYY-MM-DDThh:mm:ss'],
    ['a wrong original message id', { original: original({ message_id: '' }) }, 'message, original.message_id'],
    [
      'another version',
      { original: original({ version: 'pain.001.001.09' as 'pain.008.001.08' }) },
      'original.version',
    ],
    [
      'another local instrument',
      { original: original({ local_instrument: 'COR1' as 'B2B' }) },
      'original.local_instrument',
    ],
    [
      'a wrong creditor',
      { original: original({ creditor: creditor({ identifier: 'X' }) }) },
      'original.creditor.identifier',
    ],
    ['a message without batches', { batches: [], count: 0, sum_minor: 0 }, 'batches: must not be empty'],
  ])('%s', async (_what, message, rule) => {
    await expect(write(oneLine({}, message))).rejects.toMatchObject({
      type: 'INVALID_INPUT',
      message: expect.stringContaining(rule) as string,
    });
  });

  it.each<[string, Partial<ReversalBatch>, string]>([
    ['a wrong PmtInfId', { payment_info_id: '' }, 'batch 1, payment_info_id: must not be empty'],
    [
      'a wrong original PmtInfId',
      { original: batchOf({ payment_info_id: 'A/' }) },
      'batch 1, original.payment_info_id',
    ],
    [
      'a collection on no date',
      { original: batchOf({ collection_on: '2026-02-30' }) },
      'original.collection_on: must be a',
    ],
    ['an unknown sequence type', { original: batchOf({ sequence_type: 'RPRE' as 'RCUR' }) }, 'original.sequence_type'],
  ])('%s', async (_what, batch, rule) => {
    await expect(write(oneLine({}, {}, batch))).rejects.toThrow(rule);
  });

  it('C16 a collection that is not settled yet, or was settled more than five business days before', async () => {
    const on = (collection_on: string) => write(oneLine({}, {}, { original: batchOf({ collection_on }) }));
    await expect(on('2026-12-03')).rejects.toThrow('original.collection_on: must not be after the creation');
    await expect(on('2026-12-02')).resolves.toContain('<ReqdColltnDt>2026-12-02</ReqdColltnDt>');
    await expect(on('2026-11-25')).resolves.toContain('<ReqdColltnDt>2026-11-25</ReqdColltnDt>');
    await expect(on('2026-11-24')).rejects.toThrow('original.collection_on: must not be more than five business days');
  });

  it('C16 counts business days without weekends and the holidays of TARGET2', () => {
    expect(lastReversalDay('2026-11-30')).toBe('2026-12-07');
    expect(lastReversalDay('2026-12-22')).toBe('2026-12-30');
  });

  it.each<['payment_info_id' | 'original.payment_info_id', Partial<ReversalBatch>]>([
    ['payment_info_id', { original: batchOf({ payment_info_id: 'OTHER' }) }],
    ['original.payment_info_id', { payment_info_id: 'OTHER' }],
  ])('two batches with one %s', async (field, second) => {
    const model = oneLine({}, { count: 2, sum_minor: 2500 });
    model.message.batches.push({ ...model.message.batches[0]!, batch_no: 2, ...second });
    await expect(write(model)).rejects.toThrow(`batch 2, ${field}: must be unique in the message`);
  });

  it('to put personal data into its errors', async () => {
    const error = await write(oneLine({ debtor_iban: 'NL92ABNA0417164300' })).catch((thrown: Error) => thrown.message);
    expect(error).toMatch(/^batch 1 line 1/);
    expect(error).not.toMatch(/NL92/);
  });

  it('lines that are not those of the message', async () => {
    const model = oneLine();
    model.lines[0]!.amount_minor += 1;
    await expect(write(model)).rejects.toMatchObject({ type: 'BROKEN_PROMISE' });
  });
});

function original(changes: Partial<ReversalMessage['original']>): ReversalMessage['original'] {
  return { ...oneLine().message.original, ...changes };
}

function creditor(changes: Partial<ReversalMessage['original']['creditor']>): ReversalMessage['original']['creditor'] {
  return { ...oneLine().message.original.creditor, ...changes };
}

function batchOf(changes: Partial<ReversalBatch['original']>): ReversalBatch['original'] {
  return { ...oneLine().message.batches[0]!.original, ...changes };
}
