import { describe, expect, it } from 'vitest';

import { read, readStatuses, rules } from './reading.ts';

function answer(content: string, version = '09', name = 'camt.029.001'): string {
  return `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${name}.${version}"><RsltnOfInvstgtn><Assgnmt><Id>ANSWER-1</Id>
<Assgnr><Agt><FinInstnId/></Agt></Assgnr></Assgnmt>${content}</RsltnOfInvstgtn></Document>`;
}
const status = (confirmation: string): string => `<Sts><Conf>${confirmation}</Conf></Sts>`;
const details = (...parts: string[]): string => `<CxlDtls>${parts.join('\n')}</CxlDtls>`;
const group = (inner = ''): string =>
  `<OrgnlGrpInfAndSts><OrgnlMsgId>MSG-1</OrgnlMsgId><OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId>${inner}</OrgnlGrpInfAndSts>`;
const batch = (inner: string): string =>
  `<OrgnlPmtInfAndSts><OrgnlPmtInfId>P-1</OrgnlPmtInfId>${inner}</OrgnlPmtInfAndSts>`;
const reason = (code: string, ...texts: string[]): string =>
  `<CxlStsRsnInf><Rsn>${code}</Rsn>${texts.map((text) => `<AddtlInf>${text}</AddtlInf>`).join('')}</CxlStsRsnInf>`;
const tx = (id: string, inner = ''): string =>
  `<TxInfAndSts><OrgnlEndToEndId>${id}</OrgnlEndToEndId>${inner}</TxInfAndSts>`;

describe('answers to requests to cancel (camt.029)', () => {
  it.each(['03', '08', '09', '12'])(
    'C16 reads the three levels of version .%s, each where it says something',
    async (version) => {
      const refused = tx(
        'E-1',
        `<TxCxlSts>RJCR</TxCxlSts>${reason('<Cd>PTNA</Cd>', 'settled', 'on Monday')}${reason('<Prtry>X1</Prtry>')}<OrgnlInstdAmt Ccy="EUR">12.50</OrgnlInstdAmt>`,
      );
      const { records, summary } = await readStatuses(
        answer(
          status('PECR') +
            details(group('<GrpCxlSts>PACR</GrpCxlSts>'), batch(`<PmtInfCxlSts>PACR</PmtInfCxlSts>${refused}`)),
          version,
        ),
      );
      const common = {
      kind: 'status', family: 'camt.029', status_message_id: 'ANSWER-1', original_message_id: 'MSG-1', original_message_name: 'pain.008.001.08',
    }; // prettier-ignore
      expect(records).toMatchObject([
      { ...common, level: 'group', message_no: 1, entry_no: 0, tx_no: 0, status: 'PACR', payment_info_id: '' },
      { ...common, level: 'batch', entry_no: 1, tx_no: 0, status: 'PACR', payment_info_id: 'P-1' },
      {
        ...common, level: 'transaction', entry_no: 1, tx_no: 1, status: 'RJCR', payment_info_id: 'P-1', end_to_end_id: 'E-1',
        reason: 'PTNA', reason_text: 'settled; on Monday; X1', amount_minor: 1250, currency: 'EUR',
      },
    ]); // prettier-ignore
      expect(summary).toMatchObject({
        format: `camt.029.001.${version}`,
        messages: 1,
        entries: 1,
        transactions: 1,
        totals: [],
        findings: [],
      });
    },
  );

  it('C16 gives a transaction without a status that of its batch, its group, or the message', async () => {
    const statusOf = async (confirmation: string, groupStatus: string, batchStatus: string) => {
      const inGroup = groupStatus && `<GrpCxlSts>${groupStatus}</GrpCxlSts>`;
      const inBatch = batchStatus && `<PmtInfCxlSts>${batchStatus}</PmtInfCxlSts>`;
      const { records } = await readStatuses(
        answer(status(confirmation) + details(group(inGroup), batch(inBatch + tx('E-1')))),
      );
      return records.filter((record) => record.level === 'transaction').map((record) => record.status);
    };
    expect(await statusOf('CNCL', '', '')).toEqual(['CNCL']);
    expect(await statusOf('CNCL', 'ACCR', '')).toEqual(['ACCR']);
    expect(await statusOf('CNCL', 'ACCR', 'RJCR')).toEqual(['RJCR']);
  });

  it('C16 takes the status of the message for that of the group, and the case where there are no details', async () => {
    const ofGroup = await readStatuses(answer(status('RJCR') + details(group())));
    expect(ofGroup.records).toMatchObject([{ level: 'group', original_message_id: 'MSG-1', status: 'RJCR' }]);
    const bare = await readStatuses(answer(`<RslvdCase><Id>REQ-1</Id></RslvdCase>${status('PDCR')}`));
    expect(bare.records).toMatchObject([{ level: 'group', original_message_id: 'REQ-1', status: 'PDCR' }]);
    expect([...ofGroup.summary.findings, ...bare.summary.findings]).toEqual([]);
  });

  it('C16 reads transactions that stand in no batch, with the message that they name', async () => {
    const original =
      '<OrgnlGrpInf><OrgnlMsgId>MSG-2</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInf>';
    const { records } = await readStatuses(
      answer(
        status('CNCL') +
          details(
            group(),
            batch(tx('E-1')),
            `<TxInfAndSts>${original}<OrgnlEndToEndId>E-2</OrgnlEndToEndId></TxInfAndSts>`,
          ),
      ),
    );
    expect(records.map((each) => [each.original_message_id, each.payment_info_id, each.entry_no, each.tx_no, each.end_to_end_id])).toEqual([
      ['MSG-1', 'P-1', 1, 1, 'E-1'],
      ['MSG-2', '', 0, 1, 'E-2'],
    ]); // prettier-ignore
  });

  it('C16 keeps several details apart, and unknown statuses and reasons as found', async () => {
    const other = group(`<GrpCxlSts>ZZZZ</GrpCxlSts>${reason('<Prtry>?!</Prtry>')}`).replace('MSG-1', 'MSG-2');
    const { records } = await readStatuses(answer(status('CNCL') + details(group()) + details(other)));
    expect(records.map((each) => [each.original_message_id, each.status, each.reason])).toEqual([
      ['MSG-1', 'CNCL', ''],
      ['MSG-2', 'ZZZZ', '?!'],
    ]);
  });

  it.each([
    ['neither a status nor details', answer(''), ['Sts/Conf: the answer has neither a status nor details of a cancellation']],
    ['details without any status', answer(details(group())), ['CxlDtls: the details have no status, and the message has none either']],
    ['the namespace of another message', answer(status('CNCL') + details(group()), '01', 'camt.030.001'), ['Document/@xmlns: the namespace is not that of camt.029']],
    ['an amount that is none', answer(details(group(), batch(tx('E', '<TxCxlSts>ACCR</TxCxlSts><OrgnlInstdAmt Ccy="EUR">1,5</OrgnlInstdAmt>')))), ['OrgnlInstdAmt: an amount in EUR is a decimal without sign, exact to 2 decimals']],
  ])('C16 finds %s', async (_, content, found) => {
    expect(rules((await read(content)).summary, 'error')).toEqual(found);
  }); // prettier-ignore

  it.each([
    ['a message that names no original', answer(details(group('<GrpCxlSts>ACCR</GrpCxlSts>').replace(/<OrgnlMsgId>.*?<.OrgnlMsgId>/, ''))), ['OrgnlMsgId: OrgnlMsgId is missing: the status names no message']],
    ['a transaction that names no payment', answer(details(group(), batch('<TxInfAndSts><TxCxlSts>ACCR</TxCxlSts></TxInfAndSts>'))), ['OrgnlEndToEndId: OrgnlEndToEndId is missing: it names no payment']],
  ])('C16 warns of %s', async (_, content, found) => {
    expect(rules((await read(content)).summary, 'warning')).toEqual(found);
  }); // prettier-ignore

  it.each([
    ['cut off', answer(status('CNCL') + details(group())).slice(0, -30)],
    ['a DOCTYPE', answer(status('CNCL')).replace('<Document', '<!DOCTYPE x><Document')],
    ['tags that cross', answer('<CxlDtls><OrgnlGrpInfAndSts></CxlDtls></OrgnlGrpInfAndSts>')],
  ])('C16 refuses one that is %s', async (_, content) => {
    await expect(read(content)).rejects.toMatchObject({
      type: 'FILE_UNREADABLE',
      message: expect.stringMatching(/^line \d+/) as string,
    });
  });

  it('G6 gives the same records for any size of chunk', async () => {
    const file = answer(
      status('PECR') +
        details(group(), batch(tx('E-1', '<TxCxlSts>ACCR</TxCxlSts>') + tx('E-2', '<TxCxlSts>RJCR</TxCxlSts>'))),
    );
    const whole = await read(file);
    expect(whole.records).toHaveLength(2);
    for (const size of [1, 7, 100]) expect(await read(file, size)).toEqual(whole);
  });
});
