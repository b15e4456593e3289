import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { PaymentRecord } from '../../domain/inbound.ts';
import { sharedData } from '../support/sharedData.ts';
import { read } from './reading.ts';
import { at, parseTree, textAt, type XmlNode } from './xmlTree.ts';

const samples = sharedData('samples');
const files = samples ? listFiles(samples) : [];
/** Refused with a sentence: not well-formed, or without any message. */
const refused: Record<string, string> = {
  'hitobito-camt.054-invalid.xml': 'line 2: the end tag does not match the open element <ToDtTm>',
  'camt054-invalid-notification-missing.xml':
    'line 1: the XML is no message that is read here (camt.052-054, camt.029, pain.002)',
};
/** Read, with an error finding that the file deserves. */
const faulty: Record<string, string> = {
  'es-oca.sdd-unpaid-invalid.xml': 'Document/@xmlns',
  'genkgo.camt053.v2.wrong.xml': 'Stmt',
  'camt054-v04-QRR-ISR-mixed-bad-nboftxs.xml': 'Btch/NbOfTxs',
  'hitobito-camt.054-without-any-optional-dates.xml': 'Btch/NbOfTxs',
  'hitobito-camt.054_version_001.04.xml': 'GrpHdr/AddtlInf',
  'oca.test-camt053-txdtls.xml': 'GrpHdr/AddtlInf',
  'genkgo.camt054.v4.xml': 'Btch/NbOfTxs',
  'genkgo.camt054.v2.xml': 'TxDtls/Amt',
  'gs.camt_053_us_v2_sample.xml': 'TtlNtries/NbOfNtries',
  'genkgo.camt053.v2.five.decimals.xml': 'balance OPBD+entries EUR',
};

describe.skipIf(!samples)('camt samples of banks (needs the shared data)', () => {
  it('finds the samples', () => expect(files.length).toBeGreaterThan(55));

  it.each(files.filter((file) => !(basename(file) in refused)).map((file) => [basename(file), file]))(
    'C9 reads %s as another parser counts it',
    async (name, file) => {
      const xml = readFileSync(file, 'utf8');
      const { records, summary } = await read(xml);
      const counted = count(parseTree(xml));
      expect(summary.messages).toBe(counted.messages);
      expect(summary.entries).toBe(counted.entries);
      expect(summary.transactions).toBe(counted.transactions);
      expect(summary.totals).toEqual(counted.totals);
      expect(summary.control_totals.ok).toBe(counted.isBalanced);
      expect(records.map((record) => keyOf(record as PaymentRecord))).toEqual(counted.keys);
      const fields = summary.findings.filter((each) => each.severity === 'error').map((each) => each.field);
      if (name in faulty) expect(fields).toContain(faulty[name]);
      else expect(fields.filter((field) => !field.startsWith('balance'))).toEqual([]);
    },
  );

  it.each(Object.entries(refused))('C9 refuses %s with line and reason', async (name, sentence) => {
    const file = files.find((each) => basename(each) === name)!;
    await expect(read(readFileSync(file))).rejects.toMatchObject({ type: 'FILE_UNREADABLE', message: sentence });
  });

  it('C9 reads the same of a .04 file and its .08 translation', async () => {
    const [v04, v08] = await Promise.all(
      ['camt054-v04-postfinance-QRR-batch2.xml', 'camt054-v08-postfinance-QRR-batch2.xml'].map((name) =>
        read(readFileSync(join(samples!, 'ch-be', name))),
      ),
    );
    const facts = ({ amount_minor, creditor_reference, counterparty_iban, entry_status }: PaymentRecord) => [
      amount_minor, creditor_reference, counterparty_iban, entry_status,
    ]; // prettier-ignore
    expect(v08!.records.map((record) => facts(record as PaymentRecord))).toEqual(
      v04!.records.map((record) => facts(record as PaymentRecord)),
    );
    expect(v04!.records.map((record) => (record as PaymentRecord).amount_minor)).toEqual([77829, 91393]);
  });

  it('C9 takes the debtor of a returned direct debit wherever the bank puts it', async () => {
    const abn = await read(readFileSync(join(samples!, 'ISO/camt.053/abn_amro.example.xml')));
    const returned = abn.records.find(
      (each) => each.kind === 'payment' && each.return_reason === 'MS03',
    ) as PaymentRecord;
    expect(returned).toMatchObject({ sign: 'DBIT', is_reversal: true, bank_code: 'PMNT/IDDT/UPDD' });
    expect(returned.counterparty_iban).toBe('NL27ABNA0562326340');
    const oca = await read(readFileSync(join(samples!, 'ISO/camt.054/es-oca.sdd-unpaid.xml')));
    expect(oca.records[0]).toMatchObject({
      sign: 'DBIT', return_reason: 'AC06', counterparty_name: 'DEBTOR4', counterparty_iban: 'IE16AIBK93110187654321',
      amount_minor: 10000, mandate_id: 'MANDATEID2', return_text: '/RTYP/RTRN',
    }); // prettier-ignore
  });
});

function listFiles(directory: string): string[] {
  const folders = ['ISO/camt.052', 'ISO/camt.053', 'ISO/camt.054', 'ch-be'].map((folder) => join(directory, folder));
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.xml') && (folder.includes('camt') || name.includes('camt')))
      .map((name) => join(folder, name)),
  );
}

/** The place and the references of a record, as text. */
function keyOf(record: PaymentRecord): string {
  const { message_no, entry_no, tx_no, end_to_end_id, mandate_id, creditor_reference, return_reason } = record;
  return [message_no, entry_no, tx_no, end_to_end_id, mandate_id, creditor_reference, return_reason].join('|');
}

function count(root: XmlNode) {
  const statements = root.children.flatMap((message) =>
    message.children.filter((child) => ['Stmt', 'Ntfctn', 'Rpt'].includes(child.name)),
  );
  const entries = statements.flatMap((statement) => at(statement, 'Ntry'));
  const keys = statements.flatMap((statement, message) =>
    at(statement, 'Ntry').flatMap((entry, index) => {
      const transactions = at(entry, 'NtryDtls/TxDtls');
      const place = `${message + 1}|${index + 1}`;
      if (transactions.length === 0) return [`${place}|0||||`];
      return transactions.map((tx, i) => `${place}|${i + 1}|${referencesOf(tx)}`);
    }),
  );
  return {
    messages: statements.length,
    entries: entries.length,
    transactions: entries.flatMap((entry) => at(entry, 'NtryDtls/TxDtls')).length,
    totals: totalsOf(entries),
    isBalanced: statements.every((statement) => isBalanced(statement, root.children[0]!)),
    keys,
  };
}

function referencesOf(tx: XmlNode): string {
  const references = at(tx, 'RmtInf/Strd/CdtrRefInf/Ref').map((each) => each.text.trim());
  const reason = textAt(tx, 'RtrInf/Rsn/Cd') || textAt(tx, 'RtrInf/Rsn/Prtry');
  return [textAt(tx, 'Refs/EndToEndId'), textAt(tx, 'Refs/MndtId'), references[0] ?? '', reason].join('|');
}

function totalsOf(entries: XmlNode[]) {
  const currencies = new Set(entries.filter(signOf).map((entry) => at(entry, 'Amt')[0]!.attributes['Ccy'] ?? ''));
  const sum = (currency: string, sign: string): number =>
    entries
      .filter((entry) => at(entry, 'Amt')[0]!.attributes['Ccy'] === currency && signOf(entry) === sign)
      .reduce((total, entry) => total + cents(textAt(entry, 'Amt')), 0);
  return [...currencies]
    .sort()
    .map((currency) => ({ currency, credit_minor: sum(currency, 'CRDT'), debit_minor: sum(currency, 'DBIT') }));
}

function signOf(entry: XmlNode): string {
  const text = textAt(entry, 'CdtDbtInd');
  return text === 'CRDT' || text === 'DBIT' ? text : '';
}

/** Exact for the two-decimal currencies of the samples. */
function cents(decimal: string): number {
  const [whole = '', fraction = ''] = decimal.split('.');
  return Number(whole) * 100 + Number(fraction.slice(0, 2).padEnd(2, '0'));
}

/** Counts, sums, batches and (camt.053) balances of a statement, where it states them. */
function isBalanced(statement: XmlNode, message: XmlNode): boolean {
  const entries = at(statement, 'Ntry');
  const batchesAgree = entries.every((entry) => {
    const stated = at(entry, 'NtryDtls/Btch/NbOfTxs').reduce((sum, node) => sum + Number(node.text), 0);
    const listed = at(entry, 'NtryDtls/TxDtls').length;
    return stated === 0 || listed === 0 || stated === listed;
  });
  const isPart = [...at(message, 'GrpHdr/MsgPgntn'), ...at(statement, `${statement.name}Pgntn`)].some(
    (page) => textAt(page, 'PgNb') !== '1' || textAt(page, 'LastPgInd') !== 'true',
  );
  if (isPart) return batchesAgree;
  const summary = at(statement, 'TxsSummry')[0];
  const bySign = { TtlCdtNtries: 'CRDT', TtlDbtNtries: 'DBIT', TtlNtries: '' };
  const currencies = new Set(entries.map((entry) => at(entry, 'Amt')[0]!.attributes['Ccy']));
  const summaryAgrees = Object.entries(bySign).every(([group, sign]) => {
    const own = entries.filter((entry) => sign === '' || signOf(entry) === sign);
    const number = summary ? textAt(summary, `${group}/NbOfNtries`) : '';
    const sum = summary && currencies.size === 1 ? textAt(summary, `${group}/Sum`) : '';
    const total = own.reduce((each, entry) => each + cents(textAt(entry, 'Amt')), 0);
    return (number === '' || Number(number) === own.length) && (sum === '' || cents(sum) === total);
  });
  return batchesAgree && summaryAgrees && (statement.name !== 'Stmt' || balancesAgree(statement, entries));
}

function balancesAgree(statement: XmlNode, entries: XmlNode[]): boolean {
  const signed = (node: XmlNode): number =>
    cents(textAt(node, 'Amt')) * (textAt(node, 'CdtDbtInd') === 'DBIT' ? -1 : 1);
  const balances = at(statement, 'Bal');
  const find = (type: string) => balances.filter((each) => textAt(each, 'Tp/CdOrPrtry/Cd') === type);
  const [opening] = find('OPBD').length === 1 ? find('OPBD') : find('PRCD').length === 1 ? find('PRCD') : [];
  const [closing, ...others] = find('CLBD');
  if (!opening || !closing || others.length > 0) return true;
  const currency = at(closing, 'Amt')[0]!.attributes['Ccy'];
  if (at(opening, 'Amt')[0]!.attributes['Ccy'] !== currency) return true;
  const booked = entries.filter(
    (entry) =>
      (textAt(entry, 'Sts/Cd') || textAt(entry, 'Sts')) === 'BOOK' &&
      at(entry, 'Amt')[0]!.attributes['Ccy'] === currency,
  );
  return signed(opening) + booked.reduce((sum, entry) => sum + signed(entry), 0) === signed(closing);
}
