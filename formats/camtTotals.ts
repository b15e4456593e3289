import { decimalToMinor, minorToDecimal } from '../domain/money.ts';
import type { Statement } from './camtRecord.ts';
import type { ControlTotals } from './controlTotals.ts';
import { CurrencySums } from './currencySums.ts';
import type { FindingList } from './findings.ts';
import type { Amount } from './isoValues.ts';

/** `Bal`: a balance as the statement gives it. */
export interface Balance {
  line: number;
  /** `OPBD`, `PRCD`, `CLBD`, ... */
  type: string;
  amount: Amount | undefined;
  sign: 'CRDT' | 'DBIT' | '';
}

export function newBalance(line: number): Balance {
  return { line, type: '', amount: undefined, sign: '' };
}

/** The parts of `TxsSummry`, named as control totals are named. */
export type SummaryKey =
  | 'TtlNtries/NbOfNtries'
  | 'TtlNtries/Sum'
  | 'TtlNtries/TtlNetNtryAmt'
  | 'TtlCdtNtries/NbOfNtries'
  | 'TtlCdtNtries/Sum'
  | 'TtlDbtNtries/NbOfNtries'
  | 'TtlDbtNtries/Sum';

/** Adds up one statement and compares it with what the statement says of itself. */
export class StatementTotals {
  private readonly statement: Statement;
  private readonly findings: FindingList;
  private readonly all: CurrencySums;
  private readonly booked: CurrencySums;
  private readonly counts = { credit: 0, debit: 0 };
  private readonly stated = new Map<SummaryKey, { text: string; line: number }>();
  private readonly balances: Balance[] = [];
  /** False for a page of several: its totals are those of the whole. */
  isWhole = true;

  constructor(statement: Statement, findings: FindingList) {
    this.statement = statement;
    this.findings = findings;
    this.all = new CurrencySums(findings);
    this.booked = new CurrencySums(findings);
  }

  addEntry(amount: Amount, isCredit: boolean, isBooked: boolean, line: number): void {
    this.counts[isCredit ? 'credit' : 'debit']++;
    this.all.add(amount, isCredit, line);
    if (isBooked) this.booked.add(amount, isCredit, line);
  }

  state(key: SummaryKey, text: string, line: number): void {
    this.stated.set(key, { text, line });
  }

  addBalance(balance: Balance): void {
    if (this.balances.length < 1_000) this.balances.push(balance);
  }

  /** Compares the summary of the statement (`TxsSummry`) with its entries. */
  compare(controls: ControlTotals): void {
    if (!this.isWhole) {
      this.findings.warning(this.statement.line, 'PgNb', '', 'totals of a page of several cannot be compared');
      return;
    }
    this.compareCounts(controls);
    this.compareSums(controls);
  }

  private compareCounts(controls: ControlTotals): void {
    const { credit, debit } = this.counts;
    const read = { TtlNtries: credit + debit, TtlCdtNtries: credit, TtlDbtNtries: debit };
    for (const group of ['TtlNtries', 'TtlCdtNtries', 'TtlDbtNtries'] as const) {
      const key = `${group}/NbOfNtries` as const;
      const stated = this.stated.get(key);
      if (!stated) continue;
      const count = /^\d{1,15}$/.test(stated.text) ? String(Number(stated.text)) : stated.text;
      controls.compare(this.statement.no, stated.line, key, count, String(read[group]));
    }
  }

  /** The sums have no currency of their own: they are compared when all entries have the same. */
  private compareSums(controls: ControlTotals): void {
    const currencies = this.all.currencies();
    if (currencies.length > 1) return;
    const currency = currencies[0] ?? this.statement.account_currency;
    const { credit_minor, debit_minor } = this.all.of(currency);
    const read = {
      'TtlNtries/Sum': credit_minor + debit_minor,
      'TtlNtries/TtlNetNtryAmt': Math.abs(credit_minor - debit_minor),
      'TtlCdtNtries/Sum': credit_minor,
      'TtlDbtNtries/Sum': debit_minor,
    };
    for (const key of Object.keys(read) as (keyof typeof read)[]) {
      const stated = this.stated.get(key);
      if (!stated) continue;
      const minor = decimalToMinor(stated.text, currency);
      const text = minor === undefined ? stated.text : minorToDecimal(minor, currency);
      controls.compare(
        this.statement.no,
        stated.line,
        `${key} ${currency}`.trim(),
        text,
        minorToDecimal(read[key], currency),
      );
    }
  }

  /** Opening balance and booked entries must make the closing balance, where a currency has one of each. */
  compareBalances(controls: ControlTotals): void {
    if (!this.isWhole) return;
    for (const currency of new Set(this.balances.map((each) => each.amount?.currency ?? ''))) {
      const opening = this.onlyBalance(currency, 'OPBD') ?? this.onlyBalance(currency, 'PRCD');
      const closing = this.onlyBalance(currency, 'CLBD');
      if (!opening || !closing) continue;
      const { credit_minor, debit_minor } = this.booked.of(currency);
      const expected = signedMinor(opening) + credit_minor - debit_minor;
      controls.compare(
        this.statement.no,
        closing.line,
        `balance ${opening.type}+entries ${currency}`,
        minorToDecimal(signedMinor(closing), currency),
        minorToDecimal(expected, currency),
      );
    }
  }

  private onlyBalance(currency: string, type: string): Balance | undefined {
    const found = this.balances.filter((each) => each.amount?.currency === currency && each.type === type);
    return found.length === 1 ? found[0] : undefined;
  }
}

function signedMinor(balance: Balance): number {
  const minor = balance.amount?.minor ?? 0;
  return balance.sign === 'DBIT' && minor !== 0 ? -minor : minor;
}
