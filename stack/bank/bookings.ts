import type { Fate } from './rules.ts';
import { addToTotals, type BankTotals, type TotalName } from './totals.ts';

/** A batch of an accepted file with its payments. */
export interface BookedBatch {
  batch_no: number;
  file_no: number;
  payment_info_id: string;
  settle_on: string;
  account_iban: string;
  /** Direct debits bring money to the account, credit transfers take it away. */
  is_transfer: boolean;
  /** Of direct debits: CORE or B2B. */
  local_instrument: string;
  /** One entry for the batch, or one for each payment. */
  batch_booking: boolean;
  payments: BookedPayment[];
}

/** A payment, and what has become of it so far. */
export interface BookedPayment extends Fate {
  payment_no: number;
  batch: BookedBatch;
  instruction_id: string;
  end_to_end_id: string;
  /** '' of a credit transfer. */
  umr: string;
  amount_minor: number;
  /** Who pays a direct debit, or gets a credit transfer. */
  party_name: string;
  party_iban: string;
  remittance: string;
  is_cancelled: boolean;
  is_reversed: boolean;
}

/** Money of a payment that goes the way back. */
export interface Undone {
  payment: BookedPayment;
  kind: 'return' | 'refund' | 'reversal';
  reason: string;
}

/** What is booked on one account on one day. */
export interface AccountDay {
  iban: string;
  on: string;
  /** Number of the account at this bank, from 1, in the order in which accounts were first used. */
  account_no: number;
  batches: BookedBatch[];
  undone: Undone[];
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

/** The payments of a batch that were neither rejected nor cancelled. */
export function settledPayments(batch: BookedBatch): BookedPayment[] {
  return batch.payments.filter((payment) => !payment.rejected && !payment.is_cancelled);
}

/** The accounts of the bank, with what was booked on them and what will be. */
export class Bookings {
  private readonly days = new Map<string, Map<string, AccountDay>>();
  private readonly accounts = new Map<string, { no: number; balance: number; sequence: number }>();

  /** The first date after one with bookings to come, until another. */
  nextDate(after: string, until: string): string | undefined {
    return [...this.days.keys()].filter((date) => date > after && date <= until).sort()[0];
  }

  /** A payment settles with its batch, and comes back if that is its fate. */
  plan(payment: BookedPayment): void {
    const { batch, back } = payment;
    const settlement = this.accountDay(batch.settle_on, batch.account_iban);
    if (settlement.batches.at(-1) !== batch) settlement.batches.push(batch);
    if (back) this.undo(back.on, { payment, kind: back.kind, reason: back.reason });
  }

  undo(on: string, undone: Undone): void {
    this.accountDay(on, undone.payment.batch.account_iban).undone.push(undone);
  }

  /** A payment that is cancelled or reversed does not come back in another way. */
  forgetReturn(payment: BookedPayment): void {
    const day = payment.back && this.accountDay(payment.back.on, payment.batch.account_iban);
    if (day) day.undone = day.undone.filter((undone) => undone.payment !== payment);
  }

  /** Books a date on each account that has something to be booked then, and adds it to the totals. */
  book(on: string, at: string, totals: BankTotals): AccountDay[] {
    const days = [...(this.days.get(on)?.values() ?? [])].filter(
      (day) => day.undone.length > 0 || day.batches.some((batch) => settledPayments(batch).length > 0),
    );
    for (const day of days) this.bookDay(day, at, totals);
    return days;
  }

  private bookDay(day: AccountDay, at: string, totals: BankTotals): void {
    const account = this.account(day.iban);
    const opening_minor = account.balance;
    const move = (name: TotalName, amountMinor: number, sign: 1 | -1): void => {
      account.balance += sign * amountMinor;
      addToTotals(totals, name, day.iban, 1, amountMinor);
    };
    for (const batch of day.batches) {
      for (const { amount_minor } of settledPayments(batch)) {
        if (batch.is_transfer) move('paid_out', amount_minor, -1);
        else move('settled', amount_minor, 1);
      }
    }
    for (const { payment, kind } of day.undone) {
      const name = { return: 'returned', refund: 'refunded', reversal: 'reversed' } as const;
      if (payment.batch.is_transfer) move('paid_back', payment.amount_minor, 1);
      else move(name[kind], payment.amount_minor, -1);
    }
    account.sequence += 1;
    const closing_minor = account.balance;
    day.booked = { at, opening_minor, closing_minor, sequence_no: account.sequence, closed_at: undefined };
  }

  private accountDay(on: string, iban: string): AccountDay {
    const accounts = this.days.get(on) ?? new Map<string, AccountDay>();
    this.days.set(on, accounts);
    const known = accounts.get(iban);
    if (known) return known;
    const account_no = this.account(iban).no;
    const day: AccountDay = { iban, on, account_no, batches: [], undone: [], booked: undefined };
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
}
