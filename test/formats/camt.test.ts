import { describe, expect, it } from 'vitest';

import { readPayments, rules } from './reading.ts';

interface Parts {
  namespace?: string;
  header?: string;
  statement?: string;
  entry?: string;
  details?: string;
}

/** A camt.053 with one entry; `entry` replaces all before its details. */
function camt(parts: Parts = {}): string {
  const { namespace = ' xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"', header = '', statement = '' } = parts;
  const entry = parts.entry ?? booked('EUR', '10.00');
  const details = parts.details ?? '';
  return `<Document${namespace}><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId><CreDtTm>2026-01-02T03:04:05</CreDtTm>${header}</GrpHdr>
<Stmt><Id>S-1</Id><Acct><Id><IBAN>DE02120300000000202051</IBAN></Id><Ccy>EUR</Ccy></Acct>${statement}
<Ntry>${entry}${details}</Ntry>
</Stmt></BkToCstmrStmt></Document>`;
}

function booked(currency: string, amount: string, sign = 'CRDT'): string {
  return `<Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>${sign}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>`;
}

const balance = (type: string, amount: string, sign = 'CRDT'): string =>
  `<Bal><Tp><CdOrPrtry><Cd>${type}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>${sign}</CdtDbtInd></Bal>`;
const details = (...transactions: string[]): string =>
  `<NtryDtls>${transactions.map((each) => `<TxDtls>${each}</TxDtls>`).join('')}</NtryDtls>`;
const amount = (text: string, currency = 'EUR'): string => `<Amt Ccy="${currency}">${text}</Amt>`;

describe('the amount of a transaction', () => {
  const txAmount = (text: string) => `<AmtDtls><TxAmt>${amount(text)}</TxAmt></AmtDtls>`;
  const instructed = (text: string, currency = 'EUR') =>
    `<AmtDtls><InstdAmt>${amount(text, currency)}</InstdAmt></AmtDtls>`;
  it.each([
    ['its own amount first', amount('1.00') + txAmount('2.00') + instructed('3.00'), 'EUR', 100],
    ['then the transaction amount', instructed('3.00') + txAmount('2.00'), 'EUR', 200],
    ['then the instructed amount', instructed('3.00'), 'EUR', 300],
    ['the amount of the entry for one alone without amount', '<Refs/>', 'EUR', 1000],
    ['the amount of the entry rather than one in the currency of the payer', instructed('3.00', 'USD'), 'EUR', 1000],
  ])('C9 takes %s', async (_, tx, currency, minor) => {
    const { records } = await readPayments(camt({ details: details(tx) }));
    expect(records).toMatchObject([{ currency, amount_minor: minor, entry_amount_minor: 1000, tx_no: 1 }]);
  });

  it('C9 makes one record without transaction number of an entry without details', async () => {
    const info = '<AddtlNtryInf>Collected by the bank</AddtlNtryInf>';
    const { records, summary } = await readPayments(camt({ details: info }));
    expect(records).toMatchObject([
      { tx_no: 0, amount_minor: 1000, remittance: 'Collected by the bank', created_at: '2026-01-02T03:04:05' },
    ]);
    expect(summary).toMatchObject({ entries: 1, transactions: 0, findings: [] });
  });

  it('C9 finds a missing amount among several transactions', async () => {
    const { records, summary } = await readPayments(camt({ details: details(amount('10.00'), '<Refs/>') }));
    expect(records.map((record) => record.amount_minor)).toEqual([1000, 0]);
    expect(rules(summary, 'error')).toEqual(['TxDtls/Amt: a transaction that is not alone in its entry has no amount']);
  });

  it.each([
    ['EUR', '1.005'], ['EUR', '-1.00'], ['EUR', '+1.00'], ['EUR', '1e5'], ['EUR', '0x1F'], ['EUR', '1,00'],
    ['EUR', '99999999999999999'], ['JPY', '1.5'], ['', '1.00'], ['eur', '1.00'],
  ])('C9 reads %s %s as 0 with an error', async (currency, text) => {
    const { records, summary } = await readPayments(camt({ entry: booked(currency, text) }));
    expect(records).toMatchObject([{ amount_minor: 0 }]);
    expect(rules(summary, 'error')).toHaveLength(1);
  }); // prettier-ignore

  it.each([
    ['EUR', '1.00000', 100],
    ['JPY', '150', 150],
    ['KWD', '1.234', 1234],
    ['EUR', '007', 700],
  ])('C9 reads %s %s exactly', async (currency, text, minor) => {
    const { records, summary } = await readPayments(camt({ entry: booked(currency, text) }));
    expect(records).toMatchObject([{ amount_minor: minor, currency }]);
    expect(summary.findings).toEqual([]);
    expect(summary.totals).toEqual([{ currency, credit_minor: minor, debit_minor: 0 }]);
  });

  it('G5 reports a sum that is no longer exact instead of failing', async () => {
    const huge = booked('EUR', '90071992547409.91');
    const { summary } = await readPayments(camt({ entry: `${huge}</Ntry><Ntry>${huge}` }));
    expect(rules(summary, 'error')).toContain('Ntry/Amt: the sum is beyond 2^53 - 1 minor units');
    expect(summary.totals).toEqual([{ currency: 'EUR', credit_minor: Number.MAX_SAFE_INTEGER, debit_minor: 0 }]);
  });
});

describe('the other values', () => {
  it('C9 keeps identifiers as text', async () => {
    const refs =
      '<Refs><EndToEndId>0001234</EndToEndId><MndtId>1e5</MndtId><TxId>0x1F</TxId><InstrId>true</InstrId></Refs>';
    const { records } = await readPayments(camt({ details: details(refs) }));
    expect(records[0]).toMatchObject({
      end_to_end_id: '0001234', mandate_id: '1e5', transaction_id: '0x1F', instruction_id: 'true',
    }); // prettier-ignore
  });

  it('C9 takes codes of the transaction, else of the entry, and references of the batch where the transaction has none', async () => {
    const code = (sub: string) =>
      `<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>IDDT</Cd><SubFmlyCd>${sub}</SubFmlyCd></Fmly></Domn></BkTxCd>`;
    const batch = '<NtryDtls><Btch><MsgId>B-1</MsgId><PmtInfId>P-1</PmtInfId><NbOfTxs>2</NbOfTxs></Btch>';
    const first = `<TxDtls><Refs><PmtInfId>P-2</PmtInfId></Refs>${amount('4.00')}${code('BBDD')}</TxDtls>`;
    const second = `<TxDtls>${amount('6.00')}</TxDtls></NtryDtls>`;
    const entry = booked('EUR', '10.00') + code('ESDD');
    const { records, summary } = await readPayments(camt({ entry, details: batch + first + second }));
    expect(records).toMatchObject([
      { bank_code: 'PMNT/IDDT/BBDD', payment_info_id: 'P-2', message_id: 'B-1', batch_count: 2, amount_minor: 400 },
      { bank_code: 'PMNT/IDDT/ESDD', payment_info_id: 'P-1', message_id: 'B-1', batch_count: 2, amount_minor: 600 },
    ]);
    expect(summary.control_totals).toEqual({
      stated: { 'Btch/NbOfTxs': '2' },
      read: { 'Btch/NbOfTxs': '2' },
      ok: true,
    });
  });

  it('C9 reads dates and date-times as the date written, and finds one that does not exist', async () => {
    const dates = '<BookgDt><DtTm>2026-03-01T23:59:59-11:00</DtTm></BookgDt><ValDt><Dt>2026-02-29</Dt></ValDt>';
    const { records, summary } = await readPayments(camt({ entry: booked('EUR', '10.00') + dates }));
    expect(records).toMatchObject([{ booked_on: '2026-03-01', value_on: '' }]);
    expect(summary.findings).toMatchObject([{ field: 'ValDt', value: '2026-02-29', severity: 'error', line: 3 }]);
  });

  it('C9 adds up charges of both layouts, in the currency of the record', async () => {
    const old = `<Chrgs>${amount('1.00')}</Chrgs><Chrgs>${amount('0.50')}</Chrgs><Chrgs>${amount('9.00', 'USD')}</Chrgs>`;
    const records = `<Chrgs><Rcrd>${amount('1.25')}</Rcrd><Rcrd>${amount('0.50')}</Rcrd></Chrgs>`;
    const total = `<Chrgs><TtlChrgsAndTaxAmt Ccy="EUR">2.00</TtlChrgsAndTaxAmt><Rcrd>${amount('0.50')}</Rcrd></Chrgs>`;
    const read = async (charges: string) => (await readPayments(camt({ details: details(charges) }))).records[0];
    expect([
      (await read(old))!.charges_minor,
      (await read(records))!.charges_minor,
      (await read(total))!.charges_minor,
    ]).toEqual([150, 175, 200]);
  });

  it('C9 reads a return with its reason and texts', async () => {
    const tx = '<RtrInf><Rsn><Prtry>X9</Prtry></Rsn><AddtlInf>no</AddtlInf><AddtlInf>money</AddtlInf></RtrInf>';
    const entry = `${booked('EUR', '10.00', 'DBIT')}<RvslInd>true</RvslInd>`;
    const { records } = await readPayments(camt({ entry, details: details(tx) }));
    expect(records).toMatchObject([{ sign: 'DBIT', is_reversal: true, return_reason: 'X9', return_text: 'no money' }]);
  });

  it('C9 takes the sign of the entry for a transaction that is alone, and its own for one of several', async () => {
    const credit = `${amount('10.00')}<CdtDbtInd>CRDT</CdtDbtInd>`;
    const entry = booked('EUR', '10.00', 'DBIT');
    const alone = await readPayments(camt({ entry, details: details(credit) }));
    expect(alone.records.map((record) => record.sign)).toEqual(['DBIT']);
    expect(alone.summary.findings).toEqual([]);
    const several = await readPayments(camt({ entry, details: details(credit, amount('20.00')) }));
    expect(several.records.map((record) => record.sign)).toEqual(['CRDT', 'DBIT']);
    expect(several.summary.findings).toEqual([]);
  });

  it('C9 bounds a remittance of endless lines', async () => {
    const lines = `<RmtInf>${'<Ustrd>A line of text</Ustrd>'.repeat(10_000)}</RmtInf>`;
    const { records } = await readPayments(camt({ details: details(lines) }));
    expect(records[0]!.remittance).toHaveLength(4_000);
  });

  it.each([
    ['the debtor of a credit', 'CRDT', 'D', 'DE-D', 'C', 'DE-C', 'D'],
    ['the creditor of a debit', 'DBIT', 'D', 'DE-D', 'C', 'DE-C', 'C'],
    [
      'the other party when the usual one is the account owner',
      'CRDT',
      'D',
      'DE02120300000000202051',
      'C',
      'DE-C',
      'C',
    ],
    ['the other party when only it has an account', 'DBIT', 'D', 'DE-D', 'C', '', 'D'],
    ['not the account owner, even with an account', 'DBIT', 'D', 'DE02120300000000202051', 'C', '', 'C'],
    ['the only party there is', 'DBIT', 'D', '', '', '', 'D'],
  ])('C9 takes as counterparty %s', async (_, sign, debtor, debtorIban, creditor, creditorIban, expected) => {
    const account = (role: string, iban: string) =>
      iban ? `<${role}Acct><Id><IBAN>${iban}</IBAN></Id></${role}Acct>` : '';
    const parties = `<RltdPties><Dbtr><Pty><Nm>${debtor}</Nm></Pty></Dbtr>${account('Dbtr', debtorIban)}
      <Cdtr><Nm>${creditor}</Nm></Cdtr>${account('Cdtr', creditorIban)}</RltdPties>`;
    const { records } = await readPayments(camt({ entry: booked('EUR', '10.00', sign), details: details(parties) }));
    expect(records).toMatchObject([{ counterparty_name: expected }]);
  });
});

describe('what a file says of itself', () => {
  it.each([
    ['urn:iso:std:iso:20023:tech:xsd:camt.053.001.02', 'camt.053.001.02'],
    ['http://www.six-interbank-clearing.com/de/camt.053.001.04.ch.02.xsd', 'camt.053.001.04'],
    ['urn:iso:std:iso:20022:tech:xsd:camt.053.001.13', 'camt.053.001.13'],
  ])('C9 reads the version from %s', async (namespace, format) => {
    const { summary } = await readPayments(camt({ namespace: ` xmlns="${namespace}"` }));
    expect(summary).toMatchObject({ format, findings: [] });
  });

  it('C9 reads a file without namespace, and one with prefixes', async () => {
    expect((await readPayments(camt({ namespace: '' }))).summary).toMatchObject({ format: 'camt.053', findings: [] });
    const prefixed = camt({ namespace: ' xmlns:n="urn:iso:std:iso:20022:tech:xsd:camt.053.001.06"' }).replace(
      /<(\/?)(?=[A-Z])/g,
      '<$1n:',
    );
    const { records, summary } = await readPayments(prefixed);
    expect(summary).toMatchObject({ format: 'camt.053.001.06', findings: [] });
    expect(records).toMatchObject([{ amount_minor: 1000, account: 'DE02120300000000202051' }]);
  });

  it('C9 finds a namespace of another message, and a declared encoding that is not UTF-8', async () => {
    const other = await readPayments(camt({ namespace: ' xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.02"' }));
    expect(rules(other.summary, 'error')).toEqual(['Document/@xmlns: the namespace is not that of camt.053']);
    const { summary } = await readPayments(`<?xml version="1.0" encoding="ISO-8859-1"?>${camt()}`);
    expect(rules(summary, 'warning')).toEqual(['encoding: ISO 20022 messages are in UTF-8']);
  });

  it.each(['Test', 'SPS/2.0/TEST', 'test file'])('C9 finds the test mark %s', async (mark) => {
    const { summary } = await readPayments(camt({ header: `<AddtlInf>${mark}</AddtlInf>` }));
    expect(rules(summary, 'error')).toEqual(['GrpHdr/AddtlInf: the file is marked as a test']);
  });

  it.each(['SPS/2.0/PROD', 'Productive', 'Attestation', 'latest'])('C9 takes %s as no test mark', async (mark) => {
    expect((await readPayments(camt({ header: `<AddtlInf>${mark}</AddtlInf>` }))).summary.findings).toEqual([]);
  });

  it('C9 finds an entry without amount, sign and status, and one with a sign of its own', async () => {
    const missing = await readPayments(camt({ entry: '' }));
    expect(rules(missing.summary, 'error')).toEqual([
      'Ntry/Amt: Amt is missing', 'Ntry/CdtDbtInd: CdtDbtInd is missing', 'Ntry/Sts: Sts is missing',
    ]); // prettier-ignore
    const wrong = await readPayments(camt({ entry: booked('EUR', '10.00', 'FOO') }));
    expect(wrong.summary.totals).toEqual([]);
    expect(wrong.summary.findings).toMatchObject([{ field: 'Ntry/CdtDbtInd', value: 'FOO', severity: 'error' }]);
  });

  it('C9 compares opening balance and booked entries with the closing balance', async () => {
    const statement = balance('OPBD', '5.00', 'DBIT') + balance('CLBD', '5.00');
    const key = 'balance OPBD+entries EUR';
    const right = await readPayments(camt({ statement }));
    expect(right.summary.control_totals).toEqual({ stated: { [key]: '5.00' }, read: { [key]: '5.00' }, ok: true });
    const pending = await readPayments(camt({ statement, entry: booked('EUR', '10.00').replace('BOOK', 'PDNG') }));
    expect(pending.summary.control_totals).toEqual({ stated: { [key]: '5.00' }, read: { [key]: '-5.00' }, ok: false });
    expect(pending.summary.totals).toEqual([{ currency: 'EUR', credit_minor: 1000, debit_minor: 0 }]);
  });

  it('C9 compares counts and sums of the summary with the entries', async () => {
    const group = (name: string, number: string, sum: string) =>
      `<${name}><NbOfNtries>${number}</NbOfNtries><Sum>${sum}</Sum></${name}>`;
    const summaryOf = (...groups: string[]) => `<TxsSummry>${groups.join('')}</TxsSummry>`;
    const right = summaryOf(
      group('TtlNtries', '01', '10'),
      group('TtlCdtNtries', '1', '10.0'),
      group('TtlDbtNtries', '0', '0'),
    );
    expect((await readPayments(camt({ statement: right }))).summary.control_totals).toMatchObject({ ok: true });
    const wrong = summaryOf(group('TtlNtries', '2', '10'), group('TtlCdtNtries', '1', '10.01'));
    const { summary } = await readPayments(camt({ statement: wrong }));
    expect(summary.control_totals).toMatchObject({
      ok: false,
      read: { 'TtlNtries/NbOfNtries': '1', 'TtlCdtNtries/Sum EUR': '10.00' },
    });
    expect(summary.findings.map((each) => each.field)).toEqual(['TtlNtries/NbOfNtries', 'TtlCdtNtries/Sum EUR']);
  });

  it('C9 compares a batch with its transactions, in number and amount', async () => {
    const batch = (count: string, total: string) =>
      `<NtryDtls><Btch><NbOfTxs>${count}</NbOfTxs><TtlAmt Ccy="EUR">${total}</TtlAmt></Btch>`;
    const two = `<TxDtls>${amount('4.00')}</TxDtls><TxDtls>${amount('6.00')}</TxDtls></NtryDtls>`;
    expect((await readPayments(camt({ details: batch('2', '10.00') + two }))).summary.findings).toEqual([]);
    const wrong = await readPayments(camt({ details: batch('3', '11.00') + two }));
    expect(wrong.summary.findings.map((each) => each.field)).toEqual(['Btch/NbOfTxs', 'Btch/TtlAmt']);
    expect(wrong.summary.control_totals.ok).toBe(false);
    const listless = await readPayments(camt({ details: `${batch('3', '10.00')}</NtryDtls>` }));
    expect(listless.summary.findings).toEqual([]);
  });

  it('C9 warns when the transactions do not add up to their entry, with opposite ones subtracted', async () => {
    const opposite = `${amount('2.00')}<CdtDbtInd>DBIT</CdtDbtInd>`;
    expect((await readPayments(camt({ details: details(amount('12.00'), opposite) }))).summary.findings).toEqual([]);
    const { summary } = await readPayments(camt({ details: details(amount('12.00'), amount('2.00')) }));
    expect(rules(summary, 'warning')).toEqual(['Ntry/Amt: the transactions of the entry add up to 14.00']);
  });

  it('C9 does not compare the totals of one page of several', async () => {
    const statement =
      '<StmtPgntn><PgNb>2</PgNb><LastPgInd>true</LastPgInd></StmtPgntn>' +
      balance('OPBD', '1.00') +
      balance('CLBD', '1.00');
    const { summary } = await readPayments(camt({ statement }));
    expect(summary.control_totals.ok).toBe(true);
    expect(rules(summary, 'warning')).toEqual(['PgNb: totals of a page of several cannot be compared']);
  });

  it('G6 lists at most a thousand findings and says how many more there are', async () => {
    const { summary } = await readPayments(camt({ entry: '</Ntry><Ntry>'.repeat(1_999) }));
    expect(summary.findings).toHaveLength(1_001);
    expect(summary.findings.at(-1)).toMatchObject({ rule: '5000 further findings are not listed', severity: 'error' });
  });
});
