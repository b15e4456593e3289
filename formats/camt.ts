import type { FileSummary, PaymentRecord, RecordReader } from '../domain/inbound.ts';
import { BatchCounts, EntryCheck } from './camtEntryCheck.ts';
import { balancePaths, entryPaths, summaryPaths, transactionPaths } from './camtPaths.ts';
import {
  amountOf,
  newBatch,
  newEntry,
  newStatement,
  newTransaction,
  paymentRecord,
  type Transaction,
} from './camtRecord.ts';
import { newBalance, StatementTotals } from './camtTotals.ts';
import { ControlTotals } from './controlTotals.ts';
import { CurrencySums } from './currencySums.ts';
import { FindingList } from './findings.ts';
import { IsoDocument } from './isoDocument.ts';
import { IsoValues, isTrue, under } from './isoValues.ts';
import type { XmlHandlers } from './xmlPaths.ts';

/** The three messages: the element of the message and of its statements. */
export const camtFamilies = {
  'camt.052': { message: 'BkToCstmrAcctRpt', statement: 'Rpt' },
  'camt.053': { message: 'BkToCstmrStmt', statement: 'Stmt' },
  'camt.054': { message: 'BkToCstmrDbtCdtNtfctn', statement: 'Ntfctn' },
} as const;

export type CamtFamily = keyof typeof camtFamilies;

/**
 * Reads camt.052, .053 and .054 of every version since .02: one record per `TxDtls`, and one with `tx_no` 0 per `Ntry`
 * without any. What is odd becomes a finding; only bytes that are no well-formed XML throw (FILE_UNREADABLE).
 */
export class CamtReader implements RecordReader {
  private readonly family: CamtFamily;
  private readonly onRecord: (record: PaymentRecord) => void;
  private readonly document: IsoDocument;
  private readonly findings = new FindingList();
  private readonly controls = new ControlTotals(this.findings);
  private readonly sums = new CurrencySums(this.findings);
  private readonly batchCounts = new BatchCounts();
  private headerCreatedAt = '';
  /** False for a page of a message that is divided over several files. */
  private isWholeMessage = true;
  private messages = 0;
  private entries = 0;
  private transactions = 0;

  private statement = newStatement(0, 0);
  private totals = new StatementTotals(this.statement, this.findings);
  private balance = newBalance(0);
  private entry = newEntry(0, 0);
  private entryCheck = new EntryCheck();
  private entriesOfStatement = 0;
  private transactionsOfEntry = 0;
  private tx = newTransaction(0, 0, newBatch(0));
  /** The first transaction of an entry waits until it is known whether it is the only one. */
  private waiting: Transaction | undefined;

  constructor(family: CamtFamily, onRecord: (record: PaymentRecord) => void) {
    this.family = family;
    this.onRecord = onRecord;
    const paths = under(camtFamilies[family].message, this.messagePaths());
    this.document = new IsoDocument(family, paths, this.findings);
  }

  write(chunk: Uint8Array): void {
    this.document.write(chunk);
  }

  end(): FileSummary {
    this.document.end();
    if (this.messages === 0) {
      const { statement } = camtFamilies[this.family];
      this.findings.error(1, statement, '', `${statement} is missing`);
    }
    this.batchCounts.noteIn(this.controls);
    return {
      format: this.document.format,
      messages: this.messages,
      entries: this.entries,
      transactions: this.transactions,
      totals: this.sums.totals(),
      control_totals: this.controls.summary(this.messages > 1),
      findings: this.findings.all(),
    };
  }

  private messagePaths(): XmlHandlers {
    const { statement } = camtFamilies[this.family];
    const values = new IsoValues(this.findings);
    const ofMessage = (): void => void (this.isWholeMessage = false);
    const ofStatement = (): void => void (this.totals.isWhole = false);
    return {
      'GrpHdr/CreDtTm': { text: (text) => (this.headerCreatedAt = text) },
      'GrpHdr/AddtlInf': { text: (text, line) => this.refuseTest(text, line) },
      ...under('GrpHdr/MsgPgntn', pagePaths(ofMessage)),
      [statement]: { open: (line) => this.openStatement(line), close: () => this.closeStatement() },
      ...under(statement, {
        Id: { text: (text) => (this.statement.id = text) },
        CreDtTm: { text: (text) => (this.statement.created_at = text) },
        'Acct/Id/IBAN': { text: (text) => (this.statement.account = text) },
        'Acct/Id/Othr/Id': { text: (text) => (this.statement.account = text) },
        'Acct/Ccy': { text: (text) => (this.statement.account_currency = text) },
        ...under(`${statement}Pgntn`, pagePaths(ofStatement)),
        ...summaryPaths(() => this.totals),
        Bal: { open: (line) => (this.balance = newBalance(line)), close: () => this.totals.addBalance(this.balance) },
        ...balancePaths(() => this.balance, values),
        Ntry: { open: (line) => this.openEntry(line), close: () => this.closeEntry() },
        ...under('Ntry', {
          ...entryPaths(() => this.entry, values),
          'NtryDtls/Btch': { close: () => this.entryCheck.addBatch(this.entry.batch) },
          'NtryDtls/TxDtls': { open: (line) => this.openTransaction(line), close: () => this.closeTransaction() },
          ...under(
            'NtryDtls/TxDtls',
            transactionPaths(() => this.tx, values),
          ),
        }),
      }),
    };
  }

  private refuseTest(text: string, line: number): void {
    if (!/(?<![A-Za-z])test(?![A-Za-z])/i.test(text)) return;
    this.findings.error(line, 'GrpHdr/AddtlInf', text, 'the file is marked as a test');
  }

  private openStatement(line: number): void {
    this.statement = newStatement(++this.messages, line);
    this.statement.created_at = this.headerCreatedAt;
    this.totals = new StatementTotals(this.statement, this.findings);
    this.totals.isWhole = this.isWholeMessage;
    this.entriesOfStatement = 0;
  }

  private closeStatement(): void {
    this.totals.compare(this.controls);
    if (this.family === 'camt.053') this.totals.compareBalances(this.controls);
  }

  private openEntry(line: number): void {
    this.entries++;
    this.entry = newEntry(++this.entriesOfStatement, line);
    this.entryCheck = new EntryCheck();
    this.transactionsOfEntry = 0;
    this.waiting = undefined;
  }

  private openTransaction(line: number): void {
    if (this.waiting) this.deliver(this.waiting, false);
    this.waiting = undefined;
    this.transactions++;
    this.tx = newTransaction(++this.transactionsOfEntry, line, this.entry.batch);
  }

  private closeTransaction(): void {
    if (this.tx.no === 1) this.waiting = this.tx;
    else this.deliver(this.tx, false);
  }

  private closeEntry(): void {
    const { entry } = this;
    this.checkEntry();
    if (this.waiting) this.deliver(this.waiting, true);
    if (this.transactionsOfEntry === 0) {
      const none = newTransaction(0, entry.line, entry.batch);
      this.onRecord(paymentRecord(this.family, this.statement, entry, none, true));
    }
    this.waiting = undefined;
    this.entryCheck.compare(entry, this.batchCounts, this.findings);
    if (!entry.amount || !entry.sign) return;
    const isCredit = entry.sign === 'CRDT';
    this.sums.add(entry.amount, isCredit, entry.line);
    this.totals.addEntry(entry.amount, isCredit, entry.status === 'BOOK', entry.line);
  }

  private checkEntry(): void {
    const { line, amount, sign, status } = this.entry;
    if (!amount) this.findings.error(line, 'Ntry/Amt', '', 'Amt is missing');
    if (sign === undefined) this.findings.error(line, 'Ntry/CdtDbtInd', '', 'CdtDbtInd is missing');
    if (status === '') this.findings.error(line, 'Ntry/Sts', '', 'Sts is missing');
  }

  /** @param isAlone - it is the only transaction of its entry, and the entry's values may stand in */
  private deliver(tx: Transaction, isAlone: boolean): void {
    const amount = amountOf(this.entry, tx, isAlone);
    if (!amount && !isAlone) {
      this.findings.error(tx.line, 'TxDtls/Amt', '', 'a transaction that is not alone in its entry has no amount');
    }
    this.entryCheck.addTransaction(this.entry, amount, isAlone ? '' : tx.sign);
    this.onRecord(paymentRecord(this.family, this.statement, this.entry, tx, isAlone));
  }
}

function pagePaths(isPart: () => void): XmlHandlers {
  return {
    PgNb: { text: (text) => (Number(text) === 1 ? undefined : isPart()) },
    LastPgInd: { text: (text) => (isTrue(text) ? undefined : isPart()) },
  };
}
