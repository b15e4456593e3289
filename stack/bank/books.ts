import { assertNever, IncassoError } from '../../domain/errors.ts';
import type { CounterpartBooks } from '../simulation/counterpart.ts';
import { localTime } from '../simulation/dates.ts';
import type { OpenedRecord } from '../simulation/records.ts';
import { bankZone } from './calendar.ts';
import type { BatchRecord, BookRecord, DayRecord, FileRecord, PaymentRecord } from './records.ts';
import { addToTotals, emptyTotals } from './totals.ts';

/** A batch of an accepted file with its payments. */
export interface BookedBatch extends BatchRecord {
  payments: PaymentRecord[];
}

/** What is booked on one account on one day. */
export interface AccountDay {
  iban: string;
  on: string;
  /** Number of the account at this bank, from 1, in the order in which accounts were first used. */
  account_no: number;
  credits: BookedBatch[];
  debits: { payment: PaymentRecord; batch: BookedBatch }[];
  /** Known from the day on; undefined before. */
  booked: BookedDay | undefined;
}

export interface BookedDay {
  at: string;
  opening_minor: number;
  closing_minor: number;
  /** Number of the account's notification and statement, from 1. */
  sequence_no: number;
  /** When the day was over. */
  closed_at: string | undefined;
}

/** A file that the bank owes to its customer. Its bytes follow from the books alone. */
export type DueAnswer =
  | { kind: 'pain.002'; name: string; file: FileRecord }
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
  readonly messageIds = new Set<string>();
  readonly paymentInfoIds = new Set<string>();
  readonly endToEndIds = new Set<string>();
  readonly hashes = new Set<string>();
  paymentCount = 0;
  private readonly files: FileRecord[] = [];
  private readonly batches: BookedBatch[] = [];
  private readonly days = new Map<string, Map<string, AccountDay>>();
  private readonly accounts = new Map<string, { no: number; balance: number; sequence: number }>();
  private notClosed: AccountDay[] = [];

  get fileCount(): number {
    return this.files.length;
  }

  get batchCount(): number {
    return this.batches.length;
  }

  /** The first date with bookings to come, until a date. */
  nextDateToBook(until: string): string | undefined {
    return [...this.days.keys()].filter((date) => date > this.processedThrough && date <= until).sort()[0];
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
        this.applyBatch(record);
        break;
      case 'payment':
        this.applyPayment(record);
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
    const answers = file.verdict === 'rejected' || (file.verdict === 'accepted' && file.acknowledge);
    if (answers) this.oweStatus(file);
  }

  private applyBatch(record: BatchRecord): void {
    const batch: BookedBatch = { ...record, payments: [] };
    this.batches.push(batch);
    this.paymentInfoIds.add(batch.payment_info_id);
    const siblings = this.batchesOfFile.get(batch.file_no) ?? [];
    this.batchesOfFile.set(batch.file_no, [...siblings, batch]);
  }

  private applyPayment(payment: PaymentRecord): void {
    const batch = this.batches[payment.batch_no - 1];
    if (!batch) throw new IncassoError('BROKEN_PROMISE', `bank journal: payment of unknown batch ${payment.batch_no}`);
    batch.payments.push(payment);
    this.paymentCount += 1;
    this.endToEndIds.add(payment.end_to_end_id);
    const total = payment.rejected ? 'rejected' : 'accepted';
    addToTotals(this.totals, total, batch.creditor_iban, 1, payment.amount_minor);
    if (payment.rejected) {
      const file = this.files[batch.file_no - 1];
      if (file) this.oweStatus(file);
      return;
    }
    const settlement = this.accountDay(batch.settle_on, batch.creditor_iban);
    if (settlement.credits.at(-1) !== batch) settlement.credits.push(batch);
    if (payment.back) this.accountDay(payment.back.on, batch.creditor_iban).debits.push({ payment, batch });
  }

  private applyDay({ on, at, statements }: DayRecord): void {
    for (const day of this.notClosed) {
      if (day.booked) day.booked.closed_at = at;
      if (statements) this.owe({ kind: 'camt.053', name: this.answerName('camt.053', day.on, day.account_no), day });
    }
    this.notClosed = [...(this.days.get(on)?.values() ?? [])];
    for (const day of this.notClosed) {
      this.book(day, at);
      this.owe({ kind: 'camt.054', name: this.answerName('camt.054', on, day.account_no), day });
    }
    this.processedThrough = on;
  }

  private book(day: AccountDay, at: string): void {
    const account = this.account(day.iban);
    const opening = account.balance;
    for (const batch of day.credits) {
      for (const payment of settledPayments(batch)) {
        account.balance += payment.amount_minor;
        addToTotals(this.totals, 'settled', day.iban, 1, payment.amount_minor);
      }
    }
    for (const { payment } of day.debits) {
      account.balance -= payment.amount_minor;
      const total = payment.back?.kind === 'refund' ? 'refunded' : 'returned';
      addToTotals(this.totals, total, day.iban, 1, payment.amount_minor);
    }
    account.sequence += 1;
    day.booked = {
      at,
      opening_minor: opening,
      closing_minor: account.balance,
      sequence_no: account.sequence,
      closed_at: undefined,
    };
  }

  private accountDay(on: string, iban: string): AccountDay {
    const accounts = this.days.get(on) ?? new Map<string, AccountDay>();
    this.days.set(on, accounts);
    const known = accounts.get(iban);
    if (known) return known;
    const account_no = this.account(iban).no;
    const day: AccountDay = { iban, on, account_no, credits: [], debits: [], booked: undefined };
    accounts.set(iban, day);
    return day;
  }

  private account(iban: string): { no: number; balance: number; sequence: number } {
    const known = this.accounts.get(iban);
    if (known) return known;
    const account = { no: this.accounts.size + 1, balance: 0, sequence: 0 };
    this.accounts.set(iban, account);
    return account;
  }

  private oweStatus(file: FileRecord): void {
    this.owe({
      kind: 'pain.002',
      name: this.answerName('pain.002', localTime(file.at, bankZone).date, file.file_no),
      file,
    });
  }

  private owe(answer: DueAnswer): void {
    this.answersDue.set(answer.name, answer);
  }

  private answerName(kind: string, date: string, no: number): string {
    return `${kind}_${this.opened?.name}_${date.replaceAll('-', '')}_${String(no).padStart(4, '0')}.xml`;
  }
}

/** The payments of a batch that were not rejected. */
export function settledPayments(batch: BookedBatch): PaymentRecord[] {
  return batch.payments.filter((payment) => !payment.rejected);
}
