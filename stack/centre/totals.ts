import { addToTotal, type CountAndSum, noneCounted } from '../simulation/totals.ts';

const totalNames = [
  'received',
  'accepted',
  'refused',
  'duplicate',
  'silent',
  'completed',
  'disbursed',
  'rejected',
  'cancelled',
  'slips_paid',
  'charged_back',
] as const;

export type TotalName = (typeof totalNames)[number];

/**
 * What became of collections, count and øre. received = accepted + refused + silent; duplicate is beside it. completed are
 * automatic payments, disbursed those to debtors, slips_paid what was paid of slips, and stay when money goes back. In
 * completed, disbursed, slips_paid and charged_back it is the amount paid, else the amount asked. A slip that nobody
 * pays and an amount of zero end as accepted.
 */
export type CreditorTotals = Record<TotalName, CountAndSum>;

/** The centre's own count and sum, kept in DIR/books/totals.json, as a whole and by PBS number. */
export interface CentreTotals extends CreditorTotals {
  files: number;
  /** Files whose bytes came before. */
  duplicate_files: number;
  per_creditor: Record<string, CreditorTotals>;
}

export function emptyTotals(): CentreTotals {
  return { ...emptyCreditorTotals(), files: 0, duplicate_files: 0, per_creditor: {} };
}

/** Adds collections of one creditor to a total of the centre and of the creditor. */
export function addToTotals(
  totals: CentreTotals,
  name: TotalName,
  pbsNumber: string,
  count: number,
  sumMinor: number,
): void {
  const creditor = (totals.per_creditor[pbsNumber] ??= emptyCreditorTotals());
  for (const total of [totals[name], creditor[name]]) addToTotal(total, count, sumMinor);
}

function emptyCreditorTotals(): CreditorTotals {
  return Object.fromEntries(totalNames.map((name) => [name, noneCounted()])) as CreditorTotals;
}
