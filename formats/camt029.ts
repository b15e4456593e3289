import type { FileSummary, RecordReader, StatusRecord } from '../domain/inbound.ts';
import { FindingList } from './findings.ts';
import { IsoDocument } from './isoDocument.ts';
import { IsoValues, joinText, under } from './isoValues.ts';
import { addReason, inherit, newStatus, saysSomething } from './statusRecords.ts';
import type { XmlHandlers } from './xmlPaths.ts';

/**
 * Reads camt.029 of every version since .03, what a bank answers to a camt.055: a record for each status at group, batch and
 * transaction level, in the order of the file. Statuses and reasons are kept as found. Where the details have no status, that of
 * the whole message (`Sts/Conf`) is one of the group, and without details of the case. Only bytes that are no well-formed XML throw.
 */
export class Camt029Reader implements RecordReader {
  private readonly onRecord: (record: StatusRecord) => void;
  private readonly document: IsoDocument;
  private readonly findings = new FindingList();
  private readonly values = new IsoValues(this.findings);
  private messages = 0;
  private batches = 0;
  private transactions = 0;

  private assignmentId = '';
  private caseId = '';
  private confirmation = '';
  private details = 0;
  /** Records of the details that are being read. */
  private statuses = 0;

  private group = newAnswer('group', 0);
  private batch = newAnswer('batch', 0);
  private tx = newAnswer('transaction', 0);
  private isBatchDelivered = true;
  private transactionsOfBatch = 0;

  constructor(onRecord: (record: StatusRecord) => void) {
    this.onRecord = onRecord;
    this.document = new IsoDocument('camt.029', this.paths(), this.findings);
  }

  write(chunk: Uint8Array): void {
    this.document.write(chunk);
  }

  end(): FileSummary {
    this.document.end();
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
      RsltnOfInvstgtn: { open: () => this.openMessage(), close: (line) => this.closeMessage(line) },
      ...under('RsltnOfInvstgtn', {
        'Assgnmt/Id': { text: (text) => (this.assignmentId = text) },
        'RslvdCase/Id': { text: (text) => (this.caseId = text) },
        'Sts/Conf': { text: (text) => (this.confirmation = text) },
        CxlDtls: { open: (line) => this.openDetails(line), close: () => this.closeDetails() },
        ...under('CxlDtls', {
          OrgnlGrpInfAndSts: { close: () => this.deliver(this.group) },
          ...under('OrgnlGrpInfAndSts', {
            ...this.originalPaths(() => this.group),
            GrpCxlSts: { text: (text) => (this.group.status = text) },
            ...this.reasonPaths(() => this.group),
          }),
          OrgnlPmtInfAndSts: { open: (line) => this.openBatch(line), close: () => this.closeBatch() },
          ...under('OrgnlPmtInfAndSts', {
            ...under('OrgnlGrpInf', this.originalPaths(() => this.batch)),
            OrgnlPmtInfId: { text: (text) => (this.batch.payment_info_id = text) },
            PmtInfCxlSts: { text: (text) => (this.batch.status = text) },
            ...this.reasonPaths(() => this.batch),
            ...this.transactionPaths(),
          }),
          ...this.transactionPaths(),
        }),
      }),
    }; // prettier-ignore
  }

  /** Below a batch, or where a bank answers for its own order and not for ours below the details themselves. */
  private transactionPaths(): XmlHandlers {
    return {
      TxInfAndSts: { open: (line) => this.openTransaction(line), close: () => this.closeTransaction() },
      ...under('TxInfAndSts', {
        ...under('OrgnlGrpInf', this.originalPaths(() => this.tx)),
        OrgnlInstrId: { text: (text) => (this.tx.instruction_id = text) },
        OrgnlEndToEndId: { text: (text) => (this.tx.end_to_end_id = text) },
        TxCxlSts: { text: (text) => (this.tx.status = text) },
        'OrgnlInstdAmt@Ccy': { text: (text, line, ccy) => this.takeAmount('OrgnlInstdAmt', text, line, ccy) },
        'OrgnlIntrBkSttlmAmt@Ccy': { text: (text, line, ccy) => this.takeAmount('OrgnlIntrBkSttlmAmt', text, line, ccy) },
        ...this.reasonPaths(() => this.tx),
      }),
    }; // prettier-ignore
  }

  private originalPaths(current: () => StatusRecord): XmlHandlers {
    return {
      OrgnlMsgId: { text: (text) => (current().original_message_id = text) },
      OrgnlMsgNmId: { text: (text) => (current().original_message_name = text) },
    };
  }

  /** Reasons: repeatable, each with repeatable additional information beside it. */
  private reasonPaths(current: () => StatusRecord): XmlHandlers {
    const reason = { text: (text: string) => addReason(current(), text) };
    return {
      'CxlStsRsnInf/Rsn/Cd': reason,
      'CxlStsRsnInf/Rsn/Prtry': reason,
      'CxlStsRsnInf/AddtlInf': {
        text: (text) => (current().reason_text = joinText(current().reason_text, text, '; ')),
      },
    };
  }

  private openMessage(): void {
    this.messages++;
    this.assignmentId = '';
    this.caseId = '';
    this.confirmation = '';
    this.details = 0;
  }

  /** Without details there is only the case, which may have the identification of our request. */
  private closeMessage(line: number): void {
    if (this.details > 0) return;
    if (this.confirmation === '') {
      this.findings.error(line, 'Sts/Conf', '', 'the answer has neither a status nor details of a cancellation');
      return;
    }
    const answer = this.newOf('group', line);
    answer.original_message_id = this.caseId;
    answer.status = this.confirmation;
    if (this.caseId === '') this.findings.warning(line, 'RslvdCase/Id', '', 'the answer names no request');
    this.deliver(answer);
  }

  private openDetails(line: number): void {
    this.details++;
    this.statuses = 0;
    this.group = this.newOf('group', line);
  }

  private closeDetails(): void {
    if (this.statuses > 0) return;
    if (this.group.original_message_id === '') this.group.original_message_id = this.caseId;
    this.group.status = this.confirmation;
    if (!this.deliver(this.group)) {
      this.findings.error(
        this.group.line,
        'CxlDtls',
        '',
        'the details have no status, and the message has none either',
      );
    }
  }

  private openBatch(line: number): void {
    this.transactionsOfBatch = 0;
    this.isBatchDelivered = false;
    this.batch = this.newOf('batch', line);
    inherit(this.batch, this.group);
    this.batch.entry_no = ++this.batches;
  }

  /** The batch comes before its transactions. */
  private deliverBatch(): void {
    if (!this.isBatchDelivered) this.deliver(this.batch);
    this.isBatchDelivered = true;
  }

  private closeBatch(): void {
    this.deliverBatch();
    this.batch = this.newOf('batch', 0);
    this.transactionsOfBatch = 0;
  }

  private openTransaction(line: number): void {
    this.deliverBatch();
    this.transactions++;
    this.tx = this.newOf('transaction', line);
    inherit(this.tx, this.batch.line > 0 ? this.batch : this.group);
    this.tx.entry_no = this.batch.entry_no;
    this.tx.tx_no = ++this.transactionsOfBatch;
    this.tx.payment_info_id = this.batch.payment_info_id;
  }

  /** A transaction without a status of its own has that of what it stands in. */
  private closeTransaction(): void {
    if (this.tx.status === '') this.tx.status = this.batch.status || this.group.status || this.confirmation;
    if (this.tx.end_to_end_id === '') {
      this.findings.warning(this.tx.line, 'OrgnlEndToEndId', '', 'OrgnlEndToEndId is missing: it names no payment');
    }
    this.deliver(this.tx);
  }

  private newOf(level: StatusRecord['level'], line: number): StatusRecord {
    return { ...newAnswer(level, line), message_no: this.messages, status_message_id: this.assignmentId };
  }

  private takeAmount(field: string, text: string, line: number, currency: string): void {
    const amount = this.values.amount(field, text, line, currency);
    this.tx.amount_minor = amount.minor;
    this.tx.currency = amount.currency;
  }

  /** @returns false for a level that says nothing. */
  private deliver(record: StatusRecord): boolean {
    if (!saysSomething(record)) return false;
    if (record.original_message_id === '') {
      this.findings.warning(record.line, 'OrgnlMsgId', '', 'OrgnlMsgId is missing: the status names no message');
    }
    this.statuses++;
    this.onRecord(record);
    return true;
  }
}

function newAnswer(level: StatusRecord['level'], line: number): StatusRecord {
  return { ...newStatus(level, line), family: 'camt.029' };
}
