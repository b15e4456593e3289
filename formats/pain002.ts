import type { FileSummary, RecordReader, StatusRecord } from '../domain/inbound.ts';
import { FindingList } from './findings.ts';
import { IsoDocument } from './isoDocument.ts';
import { IsoValues, joinText, under } from './isoValues.ts';
import { addReason, inherit, newStatus, saysSomething } from './statusRecords.ts';
import type { XmlHandlers } from './xmlPaths.ts';

/** `NbOfTxsPerSts`: how many transactions of the original batch have a status. */
interface StatusCount {
  line: number;
  status: string;
  count: number | undefined;
}

/**
 * Reads pain.002 of every version since .03: a record for each status at group, batch and transaction level, in the
 * order of the file. Unknown statuses and reasons are kept as found. `OrgnlNbOfTxs` and `OrgnlCtrlSum` describe the
 * original message, so they are no control totals of this one. Only bytes that are no well-formed XML throw.
 */
export class Pain002Reader implements RecordReader {
  private readonly onRecord: (record: StatusRecord) => void;
  private readonly document: IsoDocument;
  private readonly findings = new FindingList();
  private readonly values = new IsoValues(this.findings);
  private messages = 0;
  private groups = 0;
  private batches = 0;
  private transactions = 0;
  private transactionsOfBatch = 0;
  private statusMessageId = '';

  private group = newStatus('group', 0);
  private batch = newStatus('batch', 0);
  private tx = newStatus('transaction', 0);
  private isBatchDelivered = false;
  private statusCount = newStatusCount(0);
  /** Rejected transactions that the batch states, and those read. */
  private statedRejects: StatusCount | undefined;
  private readRejects = 0;

  constructor(onRecord: (record: StatusRecord) => void) {
    this.onRecord = onRecord;
    this.document = new IsoDocument('pain.002', this.paths(), this.findings);
  }

  write(chunk: Uint8Array): void {
    this.document.write(chunk);
  }

  end(): FileSummary {
    this.document.end();
    if (this.groups === 0) this.findings.error(1, 'OrgnlGrpInfAndSts', '', 'OrgnlGrpInfAndSts is missing');
    return {
      format: this.document.format,
      messages: this.messages,
      entries: this.batches,
      transactions: this.transactions,
      totals: [],
      control_totals: { stated: {}, read: {}, ok: true },
      findings: this.findings.all(),
    };
  }

  private paths(): XmlHandlers {
    return {
      CstmrPmtStsRpt: { open: () => this.messages++ },
      ...under('CstmrPmtStsRpt', {
        'GrpHdr/MsgId': { text: (text) => (this.statusMessageId = text) },
        OrgnlGrpInfAndSts: { open: (line) => this.openGroup(line), close: () => this.closeGroup() },
        'OrgnlGrpInfAndSts/OrgnlMsgId': { text: (text) => (this.group.original_message_id = text) },
        'OrgnlGrpInfAndSts/OrgnlMsgNmId': { text: (text) => (this.group.original_message_name = text) },
        'OrgnlGrpInfAndSts/GrpSts': { text: (text) => (this.group.status = text) },
        ...under(
          'OrgnlGrpInfAndSts',
          this.reasonPaths(() => this.group),
        ),
        OrgnlPmtInfAndSts: { open: (line) => this.openBatch(line), close: () => this.closeBatch() },
        ...under('OrgnlPmtInfAndSts', {
          OrgnlPmtInfId: { text: (text) => (this.batch.payment_info_id = text) },
          PmtInfSts: { text: (text) => (this.batch.status = text) },
          ...this.reasonPaths(() => this.batch),
          ...this.statusCountPaths(),
          TxInfAndSts: { open: (line) => this.openTransaction(line), close: () => this.closeTransaction() },
          ...under('TxInfAndSts', this.transactionPaths()),
        }),
      }),
    };
  }

  private transactionPaths(): XmlHandlers {
    return {
      OrgnlInstrId: { text: (text) => (this.tx.instruction_id = text) },
      OrgnlEndToEndId: { text: (text) => (this.tx.end_to_end_id = text) },
      TxSts: { text: (text) => (this.tx.status = text) },
      'OrgnlTxRef/IntrBkSttlmAmt@Ccy': {
        text: (text, line, ccy) => this.takeAmount('IntrBkSttlmAmt', text, line, ccy),
      },
      'OrgnlTxRef/Amt/InstdAmt@Ccy': { text: (text, line, ccy) => this.takeAmount('InstdAmt', text, line, ccy) },
      ...this.reasonPaths(() => this.tx),
    };
  }

  /** Reasons: repeatable, each with repeatable additional information beside it. */
  private reasonPaths(current: () => StatusRecord): XmlHandlers {
    const reason = { text: (text: string) => addReason(current(), text) };
    return {
      'StsRsnInf/Rsn/Cd': reason,
      'StsRsnInf/Rsn/Prtry': reason,
      'StsRsnInf/AddtlInf': { text: (text) => (current().reason_text = joinText(current().reason_text, text, '; ')) },
    };
  }

  private statusCountPaths(): XmlHandlers {
    return {
      NbOfTxsPerSts: {
        open: (line) => (this.statusCount = newStatusCount(line)),
        close: () => {
          if (this.statusCount.status === 'RJCT') this.statedRejects = this.statusCount;
        },
      },
      'NbOfTxsPerSts/DtldSts': { text: (text) => (this.statusCount.status = text) },
      'NbOfTxsPerSts/DtldNbOfTxs': {
        text: (text, line) => (this.statusCount.count = this.values.count('NbOfTxsPerSts/DtldNbOfTxs', text, line)),
      },
    };
  }

  private openGroup(line: number): void {
    this.groups++;
    this.group = newStatus('group', line);
    this.group.message_no = this.messages;
    this.group.status_message_id = this.statusMessageId;
  }

  private closeGroup(): void {
    const { group } = this;
    if (group.original_message_id === '') {
      this.findings.warning(group.line, 'OrgnlMsgId', '', 'OrgnlMsgId is missing: the status names no message');
    }
    if (saysSomething(group)) this.onRecord(group);
  }

  private openBatch(line: number): void {
    this.transactionsOfBatch = 0;
    this.isBatchDelivered = false;
    this.statedRejects = undefined;
    this.readRejects = 0;
    this.batch = newStatus('batch', line);
    inherit(this.batch, this.group);
    this.batch.entry_no = ++this.batches;
  }

  /** The batch comes before its transactions. */
  private deliverBatch(): void {
    if (!this.isBatchDelivered && saysSomething(this.batch)) this.onRecord(this.batch);
    this.isBatchDelivered = true;
  }

  private closeBatch(): void {
    this.deliverBatch();
    this.compareRejects();
  }

  private openTransaction(line: number): void {
    this.deliverBatch();
    this.transactions++;
    this.tx = newStatus('transaction', line);
    inherit(this.tx, this.batch);
    this.tx.entry_no = this.batches;
    this.tx.tx_no = ++this.transactionsOfBatch;
    this.tx.payment_info_id = this.batch.payment_info_id;
  }

  private closeTransaction(): void {
    if (this.tx.status === 'RJCT') this.readRejects++;
    this.onRecord(this.tx);
  }

  /** The amount of the original transaction: as instructed, or else as settled. */
  private takeAmount(field: 'InstdAmt' | 'IntrBkSttlmAmt', text: string, line: number, currency: string): void {
    const amount = this.values.amount(`OrgnlTxRef/${field}`, text, line, currency);
    if (field !== 'InstdAmt' && this.tx.currency !== '') return;
    this.tx.amount_minor = amount.minor;
    this.tx.currency = amount.currency;
  }

  /** A batch that is rejected as a whole need not list its transactions. */
  private compareRejects(): void {
    const { statedRejects, readRejects } = this;
    if (statedRejects?.count === undefined || statedRejects.count === readRejects) return;
    if (this.batch.status === 'RJCT' && readRejects === 0) return;
    const rule = `${readRejects} rejected transactions are listed`;
    this.findings.warning(statedRejects.line, 'NbOfTxsPerSts/DtldNbOfTxs', String(statedRejects.count), rule);
  }
}

function newStatusCount(line: number): StatusCount {
  return { line, status: '', count: undefined };
}
