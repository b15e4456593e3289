import { addToTotal, type CountAndSum, noneCounted } from '../simulation/totals.ts';

/**
 * What became of the payments: received = accepted + rejected + silent. Settled stays when money goes back, so the
 * account holds settled - returned - refunded.
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

/** Adds payments of one creditor account to a total of the bank and of the account. */
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
  };
}
