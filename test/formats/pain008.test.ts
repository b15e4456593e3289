import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { DirectDebitLine, DirectDebitMessage, MandateAmendment } from '../../domain/pain008.ts';
import { writePain008 } from '../../formats/pain008.ts';
import { anyModel, oneLine, write } from './pain008Model.ts';
import { parsePain008 } from './pain008Parser.ts';
import { pages } from './sepaRows.ts';

describe('pain.008', () => {
  it('C12 writes a small file exactly so', async () => {
    expect(await write(oneLine({}, { batch_booking: true }))).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.008.001.08"><CstmrDrctDbtInitn>
<GrpHdr><MsgId>INC-20261123-1</MsgId><CreDtTm>2026-11-23T08:00:00</CreDtTm><NbOfTxs>1</NbOfTxs><CtrlSum>12.50</CtrlSum><InitgPty><Nm>Energie Cooperatie</Nm></InitgPty></GrpHdr>
<PmtInf><PmtInfId>INC-20261123-1-1</PmtInfId><PmtMtd>DD</PmtMtd><BtchBookg>true</BtchBookg><NbOfTxs>1</NbOfTxs><CtrlSum>12.50</CtrlSum><PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl><LclInstrm><Cd>CORE</Cd></LclInstrm><SeqTp>RCUR</SeqTp></PmtTpInf><ReqdColltnDt>2026-11-30</ReqdColltnDt><Cdtr><Nm>Energie Cooperatie</Nm></Cdtr><CdtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></CdtrAcct><CdtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></CdtrAgt><ChrgBr>SLEV</ChrgBr><CdtrSchmeId><Id><PrvtId><Othr><Id>DE98ZZZ09999999999</Id><SchmeNm><Prtry>SEPA</Prtry></SchmeNm></Othr></PrvtId></Id></CdtrSchmeId>
<DrctDbtTxInf><PmtId><EndToEndId>INV-2026-0001</EndToEndId></PmtId><InstdAmt Ccy="EUR">12.50</InstdAmt><DrctDbtTx><MndtRltdInf><MndtId>MND-1</MndtId><DtOfSgntr>2025-01-31</DtOfSgntr></MndtRltdInf></DrctDbtTx><DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt><Dbtr><Nm>J. de Vries</Nm></Dbtr><DbtrAcct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></DbtrAcct><RmtInf><Ustrd>Invoice 2026-0001</Ustrd></RmtInf></DrctDbtTxInf>
</PmtInf>
</CstmrDrctDbtInitn></Document>
`);
  });

  it('C12 writes the same bytes twice, whatever the size of the pages', async () => {
    await fc.assert(
      fc.asyncProperty(anyModel, fc.integer({ min: 1, max: 30 }), async (model, pageSize) => {
        expect(await write(structuredClone(model), pageSize)).toBe(await write(model, 1000));
      }),
      { seed: 8, numRuns: 50 },
    );
  });

  it('G5 parses back equal, in both versions', async () => {
    await fc.assert(
      fc.asyncProperty(anyModel, async (model) => {
        expect(parsePain008(await write(model))).toEqual(model);
      }),
      { seed: 8, numRuns: 300 },
    );
  });

  it('writes BICFI in .08 and BIC in .02', async () => {
    const line = { debtor_bic: 'ABNANL2A' };
    expect(await write(oneLine(line))).toContain('<DbtrAgt><FinInstnId><BICFI>ABNANL2A</BICFI></FinInstnId></DbtrAgt>');
    const older = await write(oneLine(line, { version: 'pain.008.001.02' }));
    expect(older).toContain('<DbtrAgt><FinInstnId><BIC>ABNANL2A</BIC></FinInstnId></DbtrAgt>');
    expect(older).not.toContain('BICFI');
  });

  it('G5 sums 100,000 random amounts exactly, in chunks of about 64 KiB', async () => {
    const batchSize = 25_000;
    const lines: DirectDebitLine[] = [];
    const sums = [0n, 0n, 0n, 0n];
    let state = 20261123;
    for (let index = 0; index < 100_000; index++) {
      // A linear congruential generator: the same amounts in every run.
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const amount = 1 + (state % 99_999_999) * 1000 + (index % 1000);
      const batch = Math.floor(index / batchSize);
      sums[batch] = sums[batch]! + BigInt(amount);
      const [line] = oneLine({ batch_no: batch + 1, line_no: (index % batchSize) + 1, amount_minor: amount }).lines;
      lines.push({ ...line!, end_to_end_id: `INV-${index}` });
    }
    const sum = sums.reduce((one, other) => one + other);
    const { message } = oneLine({}, { count: lines.length, sum_minor: Number(sum) });
    message.batches = sums.map((batchSum, index) => ({
      ...message.batches[0]!,
      batch_no: index + 1,
      payment_info_id: `P-${index + 1}`,
      count: batchSize,
      sum_minor: Number(batchSum),
    }));

    const chunks: string[] = [];
    for await (const chunk of writePain008(message, pages(lines, 5000))) chunks.push(chunk);

    const lengths = chunks.slice(0, -1).map((chunk) => chunk.length);
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(64 * 1024);
    expect(Math.max(...lengths)).toBeLessThan(66 * 1024);
    const xml = chunks.join('');
    const decimals = [...xml.matchAll(/<CtrlSum>(\d+)\.(\d\d)<\/CtrlSum>/g)].map((match) =>
      BigInt(match[1]! + match[2]!),
    );
    expect(decimals).toEqual([sum, ...sums]);
    const written = [...xml.matchAll(/<InstdAmt Ccy="EUR">(\d+)\.(\d\d)</g)].map((match) =>
      BigInt(match[1]! + match[2]!),
    );
    expect(written).toHaveLength(100_000);
    expect(written.reduce((one, other) => one + other)).toBe(sum);
  });
});

describe('pain.008 amendments', () => {
  const umr = '<OrgnlMndtId>OLD-1</OrgnlMndtId>';
  const scheme = '<Id><PrvtId><Othr><Id>FR72ZZZ123456</Id><SchmeNm><Prtry>SEPA</Prtry></SchmeNm></Othr></PrvtId></Id>';
  const newAccount = '<OrgnlDbtrAcct><Id><Othr><Id>SMNDA</Id></Othr></Id></OrgnlDbtrAcct>';
  const oldAccount = '<OrgnlDbtrAcct><Id><IBAN>NL20INGB0001234567</IBAN></Id></OrgnlDbtrAcct>';

  it.each<[string, MandateAmendment, string]>([
    ['another reference', { original_umr: 'OLD-1' }, umr],
    [
      'another creditor name',
      { original_creditor_name: 'Old Co' },
      '<OrgnlCdtrSchmeId><Nm>Old Co</Nm></OrgnlCdtrSchmeId>',
    ],
    [
      'another creditor identifier',
      { original_creditor_identifier: 'FR72ZZZ123456' },
      `<OrgnlCdtrSchmeId>${scheme}</OrgnlCdtrSchmeId>`,
    ],
    ['an account at another bank', { original_debtor_account: 'SMNDA' }, newAccount],
    ['another account at the same bank', { original_debtor_account: 'NL20INGB0001234567' }, oldAccount],
    [
      'everything at once, in schema order',
      {
        original_debtor_account: 'SMNDA',
        original_creditor_identifier: 'FR72ZZZ123456',
        original_creditor_name: 'Old Co',
        original_umr: 'OLD-1',
      },
      `${umr}<OrgnlCdtrSchmeId><Nm>Old Co</Nm>${scheme}</OrgnlCdtrSchmeId>${newAccount}`,
    ],
  ])('M8 tell the bank of %s, with every sequence type', async (_what, amendment, details) => {
    for (const sequence_type of ['FRST', 'RCUR', 'FNAL', 'OOFF'] as const) {
      const xml = await write(oneLine({ amendment }, {}, { sequence_type }));
      expect(xml).toContain(`<SeqTp>${sequence_type}</SeqTp>`);
      expect(xml).toContain(
        `<DtOfSgntr>2025-01-31</DtOfSgntr><AmdmntInd>true</AmdmntInd><AmdmntInfDtls>${details}</AmdmntInfDtls></MndtRltdInf>`,
      );
      expect(xml).not.toContain('OrgnlDbtrAgt');
    }
  });

  it.each<[string, MandateAmendment, string]>([
    ['nothing', {}, 'amendment.*: must name what changed'],
    ['the present reference', { original_umr: 'MND-1' }, 'amendment.original_umr: must differ'],
    ['the present name', { original_creditor_name: 'Energie Cooperatie' }, 'original_creditor_name: must differ'],
    [
      'the present identifier',
      { original_creditor_identifier: 'DE98ZZZ09999999999' },
      'original_creditor_identifier: must differ',
    ],
    ['the present account', { original_debtor_account: 'NL91ABNA0417164300' }, 'original_debtor_account: must differ'],
    ['a wrong account', { original_debtor_account: 'NL92ABNA0417164300' }, 'original_debtor_account: has check digits'],
    ['an account abroad', { original_debtor_account: 'BE68539007547034' }, 'must be SMNDA'],
    ['a wrong identifier', { original_creditor_identifier: 'DE97ZZZ09999999999' }, 'has check digits'],
    ['a wrong reference', { original_umr: '/A' }, 'original_umr: must not begin'],
    ['a long name', { original_creditor_name: 'x'.repeat(71) }, 'original_creditor_name: may have at most 70'],
  ])('M8 are refused when they name %s', async (_what, amendment, rule) => {
    await expect(write(oneLine({ amendment }))).rejects.toThrow(rule);
  });
});

describe('pain.008 refuses', () => {
  const swiss = {
    debtor_iban: 'CH9300762011623852957',
    debtor_bic: 'UBSWCHZH80A',
    debtor_address: { town: 'Bern', country: 'CH' },
  };

  it.each<[string, Partial<DirectDebitLine>, string]>([
    ['an empty EndToEndId', { end_to_end_id: '' }, 'line 1, end_to_end_id: must not be empty'],
    ['a long EndToEndId', { end_to_end_id: 'x'.repeat(36) }, 'line 1, end_to_end_id: may have at most 35'],
    ['an EndToEndId NOTPROVIDED', { end_to_end_id: 'NOTPROVIDED' }, 'end_to_end_id: must identify'],
    ['a slash at the end of an id', { end_to_end_id: 'A/' }, 'end_to_end_id: must not begin or end'],
    ['no money', { amount_minor: 0 }, '(INV-2026-0001), amount_minor: must be EUR'],
    ['negative money', { amount_minor: -1 }, 'amount_minor: must be EUR'],
    ['fractions of a cent', { amount_minor: 1.5 }, 'amount_minor: must be EUR'],
    ['too much money', { amount_minor: 100_000_000_000 }, 'amount_minor: must be EUR'],
    ['a wrong mandate reference', { umr: 'A//B' }, 'umr: must not begin'],
    ['a signature on no date', { signed_on: '2025-02-30' }, 'signed_on: must be a date'],
    ['a signature in the future', { signed_on: '2026-11-24' }, 'signed_on: must not be after the creation'],
    ['a name outside the character set', { debtor_name: 'Müller' }, 'debtor_name: may have only'],
    ['markup in a name', { debtor_name: 'A</Nm>' }, 'debtor_name: may have only'],
    ['a long name', { debtor_name: 'x'.repeat(71) }, 'debtor_name: may have at most 70'],
    ['no name', { debtor_name: ' ' }, 'debtor_name: must not be empty'],
    ['a wrong IBAN', { debtor_iban: 'NL92ABNA0417164300' }, 'debtor_iban: has check digits'],
    ['an IBAN with spaces', { debtor_iban: 'NL91 ABNA 0417 1643 00' }, 'debtor_iban: must have 18'],
    ['an IBAN outside SEPA', { debtor_iban: 'TR330006100519786457841326' }, 'debtor_iban: must be an IBAN of a SEPA'],
    ['a wrong BIC', { debtor_bic: 'ABNANL2' }, 'debtor_bic: must be a BIC'],
    ['no BIC outside the EEA', { ...swiss, debtor_bic: undefined }, 'debtor_bic: must be given'],
    ['no address outside the EEA', { ...swiss, debtor_address: undefined }, 'debtor_address: must be given'],
    [
      'an address inside the EEA',
      { debtor_address: { town: 'Ede', country: 'NL' } },
      'debtor_address: must not be given',
    ],
    ['an address without a town', { ...swiss, debtor_address: { town: '', country: 'CH' } }, 'town: must not be empty'],
    [
      'an address without a country',
      { ...swiss, debtor_address: { town: 'Bern', country: '' } },
      'country: must be two',
    ],
    [
      'a long postcode',
      { ...swiss, debtor_address: { town: 'Bern', country: 'CH', postcode: '1'.repeat(17) } },
      'postcode: may have at most 16',
    ],
    ['a long remittance text', { remittance: 'x'.repeat(141) }, 'remittance: may have at most 140'],
    ['a remittance text outside the character set', { remittance: 'a & b' }, 'remittance: may have only'],
  ])('%s', async (_what, line, rule) => {
    await expect(write(oneLine(line, { sum_minor: 1250 }, { sum_minor: 1250 }))).rejects.toMatchObject({
      type: 'INVALID_INPUT',
      message: expect.stringContaining(rule) as string,
    });
  });

  it.each<[string, Partial<DirectDebitMessage>, string]>([
    ['a wrong message id', { message_id: 'A//B' }, 'message, message_id'],
    ['a creation time with a zone', { created_at: '2026-11-23T08:00:00Z' }, 'created_at: must be YYYY-MM-DDThh:mm:ss'],
    ['a creation time on no date', { created_at: '2026-02-30T08:00:00' }, 'created_at: must be YYYY-MM-DDThh:mm:ss'],
    ['another version', { version: 'pain.008.001.12' as 'pain.008.001.08' }, 'version: must be one of'],
    ['another local instrument', { local_instrument: 'COR1' as 'CORE' }, 'local_instrument: must be one of CORE, B2B'],
    ['an initiating party outside the character set', { initiating_party: 'é' }, 'initiating_party: may have only'],
    ['a message without batches', { batches: [], count: 0, sum_minor: 0 }, 'batches: must not be empty'],
    ['a creditor outside SEPA', { creditor: creditor({ iban: 'TR330006100519786457841326' }) }, 'creditor.iban'],
    [
      'a wrong creditor identifier',
      { creditor: creditor({ identifier: 'DE97ZZZ09999999999' }) },
      'creditor.identifier',
    ],
    ['a long creditor name', { creditor: creditor({ name: 'x'.repeat(71) }) }, 'creditor.name'],
    [
      'a creditor outside the EEA without BIC',
      { creditor: creditor({ iban: 'CH9300762011623852957' }) },
      'creditor.bic',
    ],
  ])('%s', async (_what, message, rule) => {
    await expect(write(oneLine({}, message))).rejects.toMatchObject({
      type: 'INVALID_INPUT',
      message: expect.stringContaining(rule) as string,
    });
  });

  it('a batch on no date, of an unknown sequence type, or without lines', async () => {
    await expect(write(oneLine({}, {}, { collection_on: '2026-02-30' }))).rejects.toThrow('batch 1, collection_on');
    await expect(write(oneLine({}, {}, { sequence_type: 'RPRE' as 'RCUR' }))).rejects.toThrow('batch 1, sequence_type');
    await expect(write(oneLine({}, {}, { count: 0 }))).rejects.toThrow('batch 1, count: must be at least 1');
    const earlier = oneLine({ signed_on: '2026-11-21' }, {}, { collection_on: '2026-11-20' });
    await expect(write(earlier)).rejects.toThrow('signed_on: must not be after the collection date');
  });

  it('two batches with one identification', async () => {
    const model = oneLine({}, { count: 2, sum_minor: 2500 });
    model.message.batches.push({ ...model.message.batches[0]!, batch_no: 2 });
    await expect(write(model)).rejects.toThrow('batch 2, payment_info_id: must be unique in the message');
  });

  it('a newer BIC in version .02, whose schema does not know it', async () => {
    const line = { debtor_bic: '4BNANL2A' };
    await expect(write(oneLine(line, { version: 'pain.008.001.02' }))).rejects.toThrow('must fit the older pattern');
    await expect(write(oneLine(line))).resolves.toContain('4BNANL2A');
  });

  it('a debtor inside the EEA without address when the bank of the creditor is outside', async () => {
    const outside = { creditor: creditor({ iban: 'CH9300762011623852957', bic: 'UBSWCHZH80A' }) };
    await expect(write(oneLine({}, outside))).rejects.toThrow('debtor_address: must be given');
    const debtor_address = {
      street: 'Hoofdweg',
      building_number: '1',
      postcode: '6711 AA',
      town: 'Ede',
      country: 'NL',
    };
    await expect(write(oneLine({ debtor_address }, outside))).resolves.toContain(
      '</Nm><PstlAdr><StrtNm>Hoofdweg</StrtNm><BldgNb>1</BldgNb><PstCd>6711 AA</PstCd><TwnNm>Ede</TwnNm><Ctry>NL</Ctry></PstlAdr></Dbtr>',
    );
  });

  it('to put personal data into its errors', async () => {
    for (const line of [
      { debtor_name: 'Secret Ä' },
      { debtor_iban: 'NL92ABNA0417164300' },
      { end_to_end_id: 'Secret Ä' },
    ]) {
      const error = await write(oneLine(line)).catch((thrown: Error) => thrown.message);
      expect(error).toMatch(/^batch 1 line 1/);
      expect(error).not.toMatch(/Secret|NL92/);
    }
  });
});

describe('pain.008 keeps its promise', () => {
  const twoLines = () => {
    const model = oneLine({}, { count: 2, sum_minor: 2500 }, { count: 2, sum_minor: 2500 });
    model.lines.push({ ...model.lines[0]!, line_no: 2, end_to_end_id: 'INV-2026-0002' });
    return model;
  };

  it.each<[string, (model: ReturnType<typeof twoLines>) => void, string]>([
    ['a line is missing', (model) => model.lines.pop(), 'is 2 lines, sum 2500; 1 lines, sum 1250 came'],
    ['a line is too much', (model) => model.lines.push({ ...model.lines[0]!, line_no: 3 }), '3 lines, sum 3750 came'],
    ['an amount differs by a cent', (model) => (model.lines[1]!.amount_minor += 1), '2 lines, sum 2501 came'],
    ['a line comes twice', (model) => (model.lines[1]!.line_no = 1), 'line 1 came after line 1'],
    ['a line is of an unknown batch', (model) => (model.lines[0]!.batch_no = 7), 'batch 7 was not expected here'],
    ['a batch comes twice', (model) => (model.lines[1]!.batch_no = 2), '1 lines, sum 1250 came'],
    ['no line comes', (model) => (model.lines = []), 'has 1 batches, lines came for 0'],
    [
      'the header counts otherwise',
      (model) => (model.message.count = 3),
      'is 3 lines, sum 2500; its batches are 2 lines',
    ],
    ['the header sums otherwise', (model) => (model.message.sum_minor = 1), 'its batches are 2 lines, sum 2500'],
  ])('and stops when %s', async (_what, spoil, sentence) => {
    const model = twoLines();
    await expect(write(model)).resolves.toContain('INV-2026-0002');
    spoil(model);
    await expect(write(model)).rejects.toMatchObject({
      type: 'BROKEN_PROMISE',
      message: expect.stringContaining(sentence) as string,
    });
  });
});

function creditor(changes: Partial<DirectDebitMessage['creditor']>): DirectDebitMessage['creditor'] {
  return { ...oneLine().message.creditor, ...changes };
}
