import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { CreditTransferBatch, CreditTransferLine, CreditTransferMessage } from '../../domain/pain001.ts';
import { writePain001 } from '../../formats/pain001.ts';
import { violations } from './isoTypes.ts';
import { anyModel, oneLine, write } from './pain001Model.ts';
import { parsePain001 } from './pain001Parser.ts';
import { pages } from './sepaRows.ts';
import { parseTree } from './xmlTree.ts';

describe('pain.001', () => {
  it('C7 writes a small file of disbursements exactly so', async () => {
    expect(await write(oneLine({ creditor_bic: 'ABNANL2A' }, { batch_booking: false }))).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>
<GrpHdr><MsgId>INC-20261123-1</MsgId><CreDtTm>2026-11-23T08:00:00</CreDtTm><NbOfTxs>1</NbOfTxs><CtrlSum>12.50</CtrlSum><InitgPty><Nm>Energie Cooperatie</Nm></InitgPty></GrpHdr>
<PmtInf><PmtInfId>INC-20261123-1-1</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>false</BtchBookg><NbOfTxs>1</NbOfTxs><CtrlSum>12.50</CtrlSum><PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf><ReqdExctnDt><Dt>2026-11-24</Dt></ReqdExctnDt><Dbtr><Nm>Energie Cooperatie</Nm></Dbtr><DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct><DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt><ChrgBr>SLEV</ChrgBr>
<CdtTrfTxInf><PmtId><EndToEndId>CRN-2026-0001</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">12.50</InstdAmt></Amt><CdtrAgt><FinInstnId><BICFI>ABNANL2A</BICFI></FinInstnId></CdtrAgt><Cdtr><Nm>J. de Vries</Nm></Cdtr><CdtrAcct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></CdtrAcct><RmtInf><Ustrd>Credit note 2026-0001</Ustrd></RmtInf></CdtTrfTxInf>
</PmtInf>
</CstmrCdtTrfInitn></Document>
`,
    );
  });

  it('leaves out the agent of a creditor whose BIC is not known', async () => {
    expect(await write(oneLine())).not.toContain('CdtrAgt');
  });

  it('C12 writes the same bytes twice, whatever the size of the pages', async () => {
    await fc.assert(
      fc.asyncProperty(anyModel, fc.integer({ min: 1, max: 30 }), async (model, pageSize) => {
        expect(await write(structuredClone(model), pageSize)).toBe(await write(model, 1000));
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it('G5 parses back equal, and has the elements of ISO 20022 in their order', async () => {
    await fc.assert(
      fc.asyncProperty(anyModel, async (model) => {
        const xml = await write(model);
        expect(parsePain001(xml)).toEqual(model);
        expect(violations(parseTree(xml))).toEqual([]);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('the check of elements finds what is not allowed', async () => {
    const xml = await write(oneLine());
    const found = (damaged: string): string => violations(parseTree(damaged)).join();
    expect(found(xml.replace(/<PmtMtd>.*<\/PmtMtd>/, ''))).toContain('not as in PaymentInstruction30');
    expect(found(xml.replace(/(<Amt>.*<\/Amt>)(<Cdtr>.*<\/Cdtr>)/, '$2$1'))).toContain('not as in CreditTransfer');
    expect(found(xml.replace('>SLEV<', '>FREE<'))).toContain('ChrgBr is no ChargeBearerType1Code');
    expect(found(xml.replace('<CdtrAcct>', '<CdtrAcct><IBAN/>'))).toContain('not as in CashAccount38');
    expect(found(xml.replace('pain.001.001.09', 'pain.001.001.03'))).toContain('unknown type');
  });

  it('G5 sums 20,000 amounts exactly, in chunks of about 64 KiB', async () => {
    const amounts = Array.from({ length: 20_000 }, (_, index) => 99_999_999_999 - index * 7_919);
    const sum = amounts.reduce((total, amount) => total + BigInt(amount), 0n);
    const sums = { count: amounts.length, sum_minor: Number(sum) };
    const { message } = oneLine({}, sums, sums);
    const [line] = oneLine().lines;
    const lines = amounts.map((amount_minor, index) => ({ ...line!, line_no: index + 1, amount_minor }));

    const chunks: string[] = [];
    for await (const chunk of writePain001(message, pages(lines, 5000))) chunks.push(chunk);

    const lengths = chunks.slice(0, -1).map((chunk) => chunk.length);
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(64 * 1024);
    expect(Math.max(...lengths)).toBeLessThan(66 * 1024);
    const xml = chunks.join('');
    const centsOf = (pattern: RegExp): bigint[] =>
      [...xml.matchAll(pattern)].map((match) => BigInt(match[1]! + match[2]!));
    expect(centsOf(/<CtrlSum>(\d+)\.(\d\d)</g)).toEqual([sum, sum]);
    expect(centsOf(/<InstdAmt Ccy="EUR">(\d+)\.(\d\d)</g)).toEqual(amounts.map(BigInt));
  });
});

describe('pain.001 refuses', () => {
  const swiss = { creditor_iban: 'CH9300762011623852957', creditor_bic: 'UBSWCHZH80A' };
  const ede = { town: 'Ede', country: 'NL' };

  it.each<[string, Partial<CreditTransferLine>, string]>([
    ['a wrong EndToEndId', { end_to_end_id: 'A/' }, 'batch 1 line 1, end_to_end_id: must not begin or end'],
    ['an EndToEndId NOTPROVIDED', { end_to_end_id: 'NOTPROVIDED' }, 'end_to_end_id: must identify'],
    ['no money', { amount_minor: 0 }, '(CRN-2026-0001), amount_minor: must be EUR'],
    ['fractions of a cent', { amount_minor: 1.5 }, 'amount_minor: must be EUR'],
    ['too much money', { amount_minor: 100_000_000_000 }, 'amount_minor: must be EUR'],
    ['a name outside the character set', { creditor_name: 'Müller' }, 'creditor_name: may have only'],
    ['a long name', { creditor_name: 'x'.repeat(71) }, 'creditor_name: may have at most 70'],
    ['a wrong IBAN', { creditor_iban: 'NL92ABNA0417164300' }, 'creditor_iban: has check digits'],
    [
      'an IBAN outside SEPA',
      { creditor_iban: 'TR330006100519786457841326' },
      'creditor_iban: must be an IBAN of a SEPA',
    ],
    ['a wrong BIC', { creditor_bic: 'ABNANL2' }, 'creditor_bic: must be a BIC'],
    ['no BIC outside the EEA', { ...swiss, creditor_bic: undefined }, 'creditor_bic: must be given'],
    ['a payment out of the EEA without address of the debtor', swiss, 'debtor.address: must be given'],
    ['a town without a name', { creditor_address: { ...ede, town: '' } }, 'creditor_address: town: must not be empty'],
    ['a country without a code', { creditor_address: { ...ede, country: '' } }, 'country: must be two letters'],
    ['a long postcode', { creditor_address: { ...ede, postcode: '1'.repeat(17) } }, 'postcode: may have at most 16'],
    ['a long remittance text', { remittance: 'x'.repeat(141) }, 'remittance: may have at most 140'],
    ['markup in a remittance text', { remittance: 'a & b' }, 'remittance: may have only'],
  ])('%s', async (_what, line, rule) => {
    await expect(write(oneLine(line, { sum_minor: 1250 }, { sum_minor: 1250 }))).rejects.toMatchObject({
      type: 'INVALID_INPUT',
      message: expect.stringContaining(rule) as string,
    });
  });

  it.each<[string, Partial<CreditTransferMessage>, string]>([
    ['a wrong message id', { message_id: 'A//B' }, 'message, message_id'],
    ['a creation time with a zone', { created_at: '2026-11-23T08:00:00Z' }, 'created_at: must be YYYY-MM-DDThh:mm:ss'],
    ['an initiating party outside the character set', { initiating_party: 'é' }, 'initiating_party: may have only'],
    ['a message without batches', { batches: [], count: 0, sum_minor: 0 }, 'batches: must not be empty'],
    ['a debtor outside SEPA', { debtor: debtor({ iban: 'TR330006100519786457841326' }) }, 'debtor.iban'],
    ['a long debtor name', { debtor: debtor({ name: 'x'.repeat(71) }) }, 'debtor.name'],
    ['a debtor outside the EEA without BIC', { debtor: debtor({ iban: 'CH9300762011623852957' }) }, 'debtor.bic'],
    ['a wrong address of the debtor', { debtor: debtor({ address: { ...ede, town: '' } }) }, 'debtor.address: town'],
  ])('%s', async (_what, message, rule) => {
    await expect(write(oneLine({}, message))).rejects.toMatchObject({
      type: 'INVALID_INPUT',
      message: expect.stringContaining(rule) as string,
    });
  });

  it.each<[string, Partial<CreditTransferBatch>, string]>([
    ['a wrong PmtInfId', { payment_info_id: '' }, 'batch 1, payment_info_id: must not be empty'],
    ['an execution on no date', { execution_on: '2026-02-30' }, 'batch 1, execution_on: must be a date'],
    ['an execution in the past', { execution_on: '2026-11-22' }, 'batch 1, execution_on: must not be before'],
    ['a batch without lines', { count: 0 }, 'batch 1, count: must be at least 1'],
  ])('%s', async (_what, batch, rule) => {
    await expect(write(oneLine({}, {}, batch))).rejects.toThrow(rule);
  });

  it('two batches with one identification', async () => {
    const model = oneLine({}, { count: 2, sum_minor: 2500 });
    model.message.batches.push({ ...model.message.batches[0]!, batch_no: 2 });
    await expect(write(model)).rejects.toThrow('batch 2, payment_info_id: must be unique in the message');
  });

  it('no payment out of the EEA when the debtor has an address', async () => {
    const xml = await write(oneLine(swiss, { debtor: debtor({ address: ede }) }));
    expect(xml).toContain(
      '<Dbtr><Nm>Energie Cooperatie</Nm><PstlAdr><TwnNm>Ede</TwnNm><Ctry>NL</Ctry></PstlAdr></Dbtr>',
    );
  });

  it('to put personal data into its errors', async () => {
    for (const line of [{ creditor_name: 'Secret Ä' }, { creditor_iban: 'NL92ABNA0417164300' }]) {
      const error = await write(oneLine(line)).catch((thrown: Error) => thrown.message);
      expect(error).toMatch(/^batch 1 line 1/);
      expect(error).not.toMatch(/Secret|NL92/);
    }
  });

  it('lines that are not those of the message', async () => {
    const model = oneLine();
    model.lines.push({ ...model.lines[0]!, line_no: 2 });
    await expect(write(model)).rejects.toMatchObject({ type: 'BROKEN_PROMISE' });
  });
});

function debtor(changes: Partial<CreditTransferMessage['debtor']>): CreditTransferMessage['debtor'] {
  return { ...oneLine().message.debtor, ...changes };
}
