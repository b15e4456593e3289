import { assertNever, IncassoError } from '../../domain/errors.ts';
import type { CounterpartBooks } from '../simulation/counterpart.ts';
import { localTime } from '../simulation/dates.ts';
import type { OpenedRecord } from '../simulation/records.ts';
import { type AccountDay, type BookedBatch, type BookedPayment, Bookings } from './bookings.ts';
import { bankZone } from './calendar.ts';
import type { BookRecord, DayRecord, FileRecord, RequestRecord } from './records.ts';
import { addToTotals, emptyTotals } from './totals.ts';

/** A line of a request, with the payment where there is one. */
export interface BookedRequest extends RequestRecord {
  payment: BookedPayment | undefined;
}

/** A file that the bank owes to its customer. Its bytes follow from the books alone. */
export type DueAnswer =
  | { kind: 'pain.002'; name: string; file: FileRecord }
  /** On the payments that a request has cancelled. */
  | { kind: 'pain.002 of cancelled'; name: string; file: FileRecord }
  | { kind: 'camt.029'; name: string; file: FileRecord }
  | { kind: 'camt.054'; name: string; day: AccountDay }
  | { kind: 'camt.053'; name: string; day: AccountDay };

/** The state of the bank: the fold of its journal, kept in memory. Nothing here is decided, only counted. */
export class Books implements CounterpartBooks<BookRecord, DueAnswer> {
  opened: OpenedRecord | undefined;
  /** Date until which everything is booked. */
  processedThrough = '';
  readonly totals = emptyTotals();
  readonly answersDue = new Map<string, DueAnswer>();
  readonly filesToMove = new Map<number, FileRecord>();
  readonly batchesOfFile = new Map<number, BookedBatch[]>();
  readonly requestsOfFile = new Map<number, BookedRequest[]>();
  readonly messageIds = new Set<string>();
  readonly paymentInfoIds = new Set<string>();
  /** The payments of accepted files by their end-to-end id. */
  readonly payments = new Map<string, BookedPayment>();
  readonly hashes = new Set<string>();
  requestCount = 0;
  private readonly files: FileRecord[] = [];
  private readonly batches: BookedBatch[] = [];
  private readonly paymentsByNo: BookedPayment[] = [];
  private readonly bookings = new Bookings();
  private notClosed: AccountDay[] = [];

  get fileCount(): number {
    return this.files.length;
  }

  get batchCount(): number {
    return this.batches.length;
  }

  get paymentCount(): number {
    return this.paymentsByNo.length;
  }

  /** The file that a payment came in. */
  fileOf(payment: BookedPayment): FileRecord | undefined {
    return this.files[payment.batch.file_no - 1];
  }

  /** The first date with bookings to come, until a date. */
  nextDateToBook(until: string): string | undefined {
    return this.bookings.nextDate(this.processedThrough, until);
  }

  apply(record: BookRecord): void {
    switch (record.kind) {
      case 'opened':
        this.opened = record;
        this.processedThrough = record.on;
        break;
      case 'file':
        this.applyFile(record);
        break;
      case 'batch':
        this.applyBatch({ ...record, account_iban: record.creditor_iban, is_transfer: false, payments: [] });
        break;
      case 'transfer_batch':
        this.applyBatch({ ...record, account_iban: record.debtor_iban, is_transfer: true, local_instrument: '', payments: [] }); // prettier-ignore
        break;
      case 'payment':
        this.applyPayment({ ...record, party_name: record.debtor_name, party_iban: record.debtor_iban });
        break;
      case 'transfer':
        this.applyPayment({ ...record, umr: '', party_name: record.creditor_name, party_iban: record.creditor_iban });
        break;
      case 'request':
        this.applyRequest(record);
        break;
      case 'day':
        this.applyDay(record);
        break;
      case 'answered':
        this.answersDue.delete(record.name);
        break;
      case 'moved':
        this.filesToMove.delete(record.file_no);
        break;
      default:
        assertNever(record);
    }
  }

  private applyFile(file: FileRecord): void {
    this.totals.files += 1;
    this.files.push(file);
    this.filesToMove.set(file.file_no, file);
    if (file.verdict === 'duplicate') {
      this.totals.duplicate_files += 1;
      return;
    }
    this.hashes.add(file.sha256);
    this.messageIds.add(file.message_id);
    for (const { iban, count, sum_minor } of file.accounts) {
      addToTotals(this.totals, 'received', iban, count, sum_minor);
      if (file.verdict !== 'accepted') addToTotals(this.totals, file.verdict, iban, count, sum_minor);
    }
    if (file.verdict === 'rejected') this.oweAbout('pain.002', file);
    else if (file.verdict === 'accepted' && isCancellation(file)) this.oweAbout('camt.029', file);
    else if (file.verdict === 'accepted' && file.acknowledge) this.oweAbout('pain.002', file);
  }

  private applyBatch(batch: BookedBatch): void {
    this.batches.push(batch);
    this.paymentInfoIds.add(batch.payment_info_id);
    const siblings = this.batchesOfFile.get(batch.file_no) ?? [];
    this.batchesOfFile.set(batch.file_no, [...siblings, batch]);
  }

  private applyPayment(
    record: Omit<BookedPayment, 'batch' | 'is_cancelled' | 'is_reversed'> & { batch_no: number },
  ): void {
    const batch = this.batches[record.batch_no - 1];
    if (!batch) throw new IncassoError('BROKEN_PROMISE', `bank journal: payment of unknown batch ${record.batch_no}`);
    const payment: BookedPayment = { ...record, batch, is_cancelled: false, is_reversed: false };
    batch.payments.push(payment);
    this.paymentsByNo.push(payment);
    this.payments.set(payment.end_to_end_id, payment);
    const total = payment.rejected ? 'rejected' : 'accepted';
    addToTotals(this.totals, total, batch.account_iban, 1, payment.amount_minor);
    if (!payment.rejected) return this.bookings.plan(payment);
    const file = this.fileOf(payment);
    if (file) this.oweAbout('pain.002', file);
  }

  private applyRequest(record: RequestRecord): void {
    this.requestCount += 1;
    const request = { ...record, payment: this.paymentsByNo[(record.payment_no ?? 0) - 1] };
    const siblings = this.requestsOfFile.get(record.file_no) ?? [];
    this.requestsOfFile.set(record.file_no, [...siblings, request]);
    addToTotals(this.totals, 'requested', record.iban, 1, record.amount_minor);
    const file = this.files[record.file_no - 1];
    if (record.refused) {
      addToTotals(this.totals, 'refused_requests', record.iban, 1, record.amount_minor);
      if (file && record.what === 'reversal') this.oweAbout('pain.002', file);
      return;
    }
    const { payment } = request;
    if (!payment)
      throw new IncassoError('BROKEN_PROMISE', `bank journal: request ${record.request_no} without payment`);
    this.bookings.forgetReturn(payment);
    if (record.what === 'cancellation') {
      payment.is_cancelled = true;
      addToTotals(this.totals, 'cancelled', record.iban, 1, record.amount_minor);
      if (file) this.oweAbout('pain.002 of cancelled', file);
    } else {
      payment.is_reversed = true;
      this.bookings.undo(record.book_on ?? '', { payment, kind: 'reversal', reason: record.reason });
    }
  }

  private applyDay({ on, at, statements }: DayRecord): void {
    for (const day of this.notClosed) {
      if (day.booked) day.booked.closed_at = at;
      if (statements) this.owe({ kind: 'camt.053', name: this.answerName('camt.053', day.on, day.account_no), day });
    }
    this.notClosed = this.bookings.book(on, at, this.totals);
    for (const day of this.notClosed) {
      this.owe({ kind: 'camt.054', name: this.answerName('camt.054', on, day.account_no), day });
    }
    this.processedThrough = on;
  }

  /** Answers are numbered as the files that they answer: a request that cancels is answered by one of each kind. */
  private oweAbout(kind: 'pain.002' | 'pain.002 of cancelled' | 'camt.029', file: FileRecord): void {
    const [message = ''] = kind.split(' ');
    const name = this.answerName(message, localTime(file.at, bankZone).date, file.file_no);
    this.owe({ kind, name, file });
  }

  private owe(answer: DueAnswer): void {
    this.answersDue.set(answer.name, answer);
  }

  private answerName(kind: string, date: string, no: number): string {
    return `${kind}_${this.opened?.name}_${date.replaceAll('-', '')}_${String(no).padStart(4, '0')}.xml`;
  }
}

function isCancellation(file: FileRecord): boolean {
  return file.message_name.startsWith('camt.055');
}
