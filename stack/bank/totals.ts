import { addToTotal, type CountAndSum, noneCounted } from '../simulation/totals.ts';

/**
 * What became of the payments: received = accepted + rejected + silent, of direct debits and credit transfers together. Settled and
 * paid out stay when money goes back, so the account holds settled - returned - refunded - reversed - paid_out + paid_back.
 * Of requests: requested = cancelled + refused requests + reversals that are booked or will be.
 */
export interface AccountTotals {
  received: CountAndSum;
  accepted: CountAndSum;
  rejected: CountAndSum;
  /** In files that the bank took and never looked at (rule `silent`). */
  silent: CountAndSum;
  settled: CountAndSum;
  returned: CountAndSum;
  refunded: CountAndSum;
  /** Accepted and cancelled before it settled. */
  cancelled: CountAndSum;
  /** Settled, and given back at the creditor's request. */
  reversed: CountAndSum;
  /** Credit transfers that were executed, and those that came back. */
  paid_out: CountAndSum;
  paid_back: CountAndSum;
  /** Lines of accepted requests to cancel or reverse, and those of them that were refused. */
  requested: CountAndSum;
  refused_requests: CountAndSum;
}

export type TotalName = keyof AccountTotals;

/** The bank's own count and sum in euro cents, kept in DIR/bank/totals.json. Unreadable files count as files only. */
export interface BankTotals extends AccountTotals {
  files: number;
  /** Files whose bytes came before; they are no part of any other total. */
  duplicate_files: number;
  per_account: Record<string, AccountTotals>;
}

export function emptyTotals(): BankTotals {
  return { ...emptyAccountTotals(), files: 0, duplicate_files: 0, per_account: {} };
}

/** Adds payments of one account to a total of the bank and of the account. */
export function addToTotals(totals: BankTotals, name: TotalName, iban: string, count: number, sumMinor: number): void {
  const account = (totals.per_account[iban] ??= emptyAccountTotals());
  for (const total of [totals[name], account[name]]) addToTotal(total, count, sumMinor);
}

function emptyAccountTotals(): AccountTotals {
  return {
    received: noneCounted(),
    accepted: noneCounted(),
    rejected: noneCounted(),
    silent: noneCounted(),
    settled: noneCounted(),
    returned: noneCounted(),
    refunded: noneCounted(),
    cancelled: noneCounted(),
    reversed: noneCounted(),
    paid_out: noneCounted(),
    paid_back: noneCounted(),
    requested: noneCounted(),
    refused_requests: noneCounted(),
  };
}
