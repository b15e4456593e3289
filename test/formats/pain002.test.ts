import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { sharedData } from '../support/sharedData.ts';
import { readStatuses, rules } from './reading.ts';
import { at, parseTree, textAt, type XmlNode } from './xmlTree.ts';

const directory = sharedData('samples', 'ISO', 'pain.002');

function report(content: string, version = '10'): string {
  return `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.${version}"><CstmrPmtStsRpt><GrpHdr><MsgId>STS-1</MsgId></GrpHdr>
${content}</CstmrPmtStsRpt></Document>`;
}
const group = (inner = ''): string =>
  `<OrgnlGrpInfAndSts><OrgnlMsgId>MSG-1</OrgnlMsgId><OrgnlMsgNmId>PAIN.008.001.02</OrgnlMsgNmId>${inner}</OrgnlGrpInfAndSts>`;
const reason = (code: string, ...texts: string[]): string =>
  `<StsRsnInf><Rsn>${code}</Rsn>${texts.map((text) => `<AddtlInf>${text}</AddtlInf>`).join('')}</StsRsnInf>`;

describe('status reports', () => {
  it.each(['03', '10', '14'])(
    'C8 reads the three levels of version .%s, each where it says something',
    async (version) => {
      const tx = `<TxInfAndSts><OrgnlInstrId>I-1</OrgnlInstrId><OrgnlEndToEndId>0001</OrgnlEndToEndId><TxSts>RJCT</TxSts>${reason(
        '<Cd>AC04</Cd>',
        'closed',
        'since May',
      )}${reason('<Prtry>X1</Prtry>')}<OrgnlTxRef><Amt><InstdAmt Ccy="EUR">12.50</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>`;
      const batch = `<OrgnlPmtInfAndSts><OrgnlPmtInfId>P-1</OrgnlPmtInfId><PmtInfSts>PART</PmtInfSts>${tx}</OrgnlPmtInfAndSts>`;
      const { records, summary } = await readStatuses(report(group('<GrpSts>PART</GrpSts>') + batch, version));
      const common = {
        status_message_id: 'STS-1',
        original_message_id: 'MSG-1',
        original_message_name: 'PAIN.008.001.02',
      };
      expect(records).toMatchObject([
      { ...common, level: 'group', message_no: 1, entry_no: 0, tx_no: 0, status: 'PART', payment_info_id: '' },
      { ...common, level: 'batch', entry_no: 1, tx_no: 0, status: 'PART', payment_info_id: 'P-1' },
      {
        ...common, level: 'transaction', entry_no: 1, tx_no: 1, status: 'RJCT', payment_info_id: 'P-1',
        instruction_id: 'I-1', end_to_end_id: '0001', reason: 'AC04', reason_text: 'closed; since May; X1',
        amount_minor: 1250, currency: 'EUR',
      },
    ]); // prettier-ignore
      expect(summary).toMatchObject({
        format: `pain.002.001.${version}`,
        messages: 1,
        entries: 1,
        transactions: 1,
        totals: [],
      });
      expect(summary.control_totals).toEqual({ stated: {}, read: {}, ok: true });
      expect(summary.findings).toEqual([]);
    },
  );

  it('C8 keeps an unknown status and an unknown reason as found', async () => {
    const { records, summary } = await readStatuses(
      report(group(`<GrpSts>ZZZZ</GrpSts>${reason('<Prtry>?!</Prtry>')}`)),
    );
    expect(records).toMatchObject([{ level: 'group', status: 'ZZZZ', reason: '?!' }]);
    expect(summary.findings).toEqual([]);
  });

  it('C8 makes no group and no batch record when only the transactions have a status', async () => {
    const tx = (id: string) => `<TxInfAndSts><OrgnlEndToEndId>${id}</OrgnlEndToEndId><TxSts>RJCT</TxSts></TxInfAndSts>`;
    const batch = (name: string, ...ids: string[]) =>
      `<OrgnlPmtInfAndSts><OrgnlPmtInfId>${name}</OrgnlPmtInfId>${ids.map(tx).join('')}</OrgnlPmtInfAndSts>`;
    const { records } = await readStatuses(report(group() + batch('A', '1', '2') + batch('B', '3')));
    expect(records.map((each) => [each.level, each.payment_info_id, each.entry_no, each.tx_no, each.end_to_end_id])).toEqual([
      ['transaction', 'A', 1, 1, '1'], ['transaction', 'A', 1, 2, '2'], ['transaction', 'B', 2, 1, '3'],
    ]); // prettier-ignore
  });

  it('C8 takes totals of the original message for no totals of the report', async () => {
    const original = '<OrgnlNbOfTxs>900</OrgnlNbOfTxs><OrgnlCtrlSum>1.00</OrgnlCtrlSum><GrpSts>RJCT</GrpSts>';
    const { summary } = await readStatuses(report(group(original)));
    expect(summary.control_totals.ok).toBe(true);
    expect(summary.findings).toEqual([]);
  });

  it('C8 warns when a batch lists fewer rejects than it counts, but not when it is rejected whole', async () => {
    const counts = '<NbOfTxsPerSts><DtldNbOfTxs>2</DtldNbOfTxs><DtldSts>RJCT</DtldSts></NbOfTxsPerSts>';
    const batch = (status: string, tx: string) =>
      `<OrgnlPmtInfAndSts><PmtInfSts>${status}</PmtInfSts>${counts}${tx}</OrgnlPmtInfAndSts>`;
    const rejected = '<TxInfAndSts><TxSts>RJCT</TxSts></TxInfAndSts>';
    const accepted = '<TxInfAndSts><TxSts>ACCP</TxSts></TxInfAndSts>';
    const part = await readStatuses(report(group() + batch('PART', rejected + accepted)));
    expect(rules(part.summary, 'warning')).toEqual(['NbOfTxsPerSts/DtldNbOfTxs: 1 rejected transactions are listed']);
    expect((await readStatuses(report(group() + batch('RJCT', '')))).summary.findings).toEqual([]);
  });

  it('C8 finds a report without the part on the original message', async () => {
    const { summary } = await readStatuses(report(''));
    expect(rules(summary, 'error')).toEqual(['OrgnlGrpInfAndSts: OrgnlGrpInfAndSts is missing']);
  });
});

describe.skipIf(!directory)('pain.002 samples of banks (needs the shared data)', () => {
  const files = directory ? readdirSync(directory).filter((name) => name.endsWith('.xml')) : [];
  it('finds the samples', () => expect(files.length).toBeGreaterThan(15));

  it.each(files)('C8 reads %s as another parser counts it', async (name) => {
    const xml = readFileSync(join(directory!, name), 'utf8');
    const { records, summary } = await readStatuses(xml);
    const message = at(parseTree(xml), 'CstmrPmtStsRpt')[0]!;
    expect(summary).toMatchObject({
      messages: 1,
      entries: at(message, 'OrgnlPmtInfAndSts').length,
      transactions: at(message, 'OrgnlPmtInfAndSts/TxInfAndSts').length,
    });
    expect(summary.findings.filter((each) => each.severity === 'error')).toEqual([]);
    const expected = [
      ...at(message, 'OrgnlGrpInfAndSts').map((each) => factsOf(each, 'GrpSts')).filter(Boolean),
      ...at(message, 'OrgnlPmtInfAndSts').flatMap((batch) => [
        ...[factsOf(batch, 'PmtInfSts')].filter(Boolean),
        ...at(batch, 'TxInfAndSts').map((tx) => factsOf(tx, 'TxSts')),
      ]),
    ]; // prettier-ignore
    expect(records.map(({ status, reason: code, end_to_end_id }) => [status, code, end_to_end_id].join('|'))).toEqual(
      expected,
    );
  });
});

/** Status, first reason and reference of a level; '' when it says nothing. */
function factsOf(level: XmlNode, statusName: string): string {
  const status = textAt(level, statusName);
  const [first] = [...at(level, 'StsRsnInf/Rsn/Cd'), ...at(level, 'StsRsnInf/Rsn/Prtry')];
  const says = status !== '' || at(level, 'StsRsnInf').length > 0;
  return says ? [status, first?.text.trim() ?? '', textAt(level, 'OrgnlEndToEndId')].join('|') : '';
}
