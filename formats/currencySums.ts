import type { CurrencyTotal } from '../domain/inbound.ts';
import type { FindingList } from './findings.ts';
import type { Amount } from './isoValues.ts';

interface Sum {
  credit_minor: number;
  debit_minor: number;
}

/** Exact sums of credits and debits per currency, in minor units. */
export class CurrencySums {
  private readonly sums = new Map<string, Sum>();
  private readonly findings: FindingList;
  private readonly field: string;

  /** @param field - where the amounts stand, for findings */
  constructor(findings: FindingList, field = 'Ntry/Amt') {
    this.findings = findings;
    this.field = field;
  }

  /** Adds an amount; one that would make the sum inexact (beyond 2^53 - 1) is left out with an error finding. */
  add(amount: Amount, isCredit: boolean, line: number): void {
    const sum = this.sums.get(amount.currency) ?? { credit_minor: 0, debit_minor: 0 };
    this.sums.set(amount.currency, sum);
    const side = isCredit ? 'credit_minor' : 'debit_minor';
    if (Number.isSafeInteger(sum[side] + amount.minor)) sum[side] += amount.minor;
    else this.findings.error(line, this.field, String(amount.minor), 'the sum is beyond 2^53 - 1 minor units');
  }

  of(currency: string): Sum {
    return this.sums.get(currency) ?? { credit_minor: 0, debit_minor: 0 };
  }

  currencies(): string[] {
    return [...this.sums.keys()];
  }

  /** Sorted by currency. */
  totals(): CurrencyTotal[] {
    return this.currencies()
      .sort()
      .map((currency) => ({ currency, ...this.of(currency) }));
  }
}
