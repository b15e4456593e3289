import { minorToDecimal } from '../domain/money.ts';
import type { Batch, Entry } from './camtRecord.ts';
import type { ControlTotals } from './controlTotals.ts';
import type { FindingList } from './findings.ts';
import type { Amount } from './isoValues.ts';

/** Adds up the transactions of one entry, and compares them with the entry and with its batches. */
export class EntryCheck {
  private count = 0;
  private readonly batches: Batch[] = [];
  /** Net of the transactions in the direction of the entry; undefined when one has no amount in its currency. */
  private sum: number | undefined = 0;

  addBatch(batch: Batch): void {
    if (this.batches.length < 1_000) this.batches.push(batch);
  }

  addTransaction(entry: Entry, amount: Amount | undefined, sign: string): void {
    this.count++;
    if (this.sum === undefined) return;
    const isComparable = amount !== undefined && amount.currency === entry.amount?.currency;
    const isOpposite = sign !== '' && sign !== entry.sign;
    const sum = isComparable ? this.sum + (isOpposite ? -amount.minor : amount.minor) : undefined;
    this.sum = Number.isSafeInteger(sum) ? sum : undefined;
  }

  /** Findings of the finished entry; an entry without transactions has nothing to compare. */
  compare(entry: Entry, batchCounts: BatchCounts, findings: FindingList): void {
    if (this.count === 0) return;
    batchCounts.compare(this.batches, this.count, findings);
    const { amount } = entry;
    if (!amount || this.sum === undefined) return;
    const read = minorToDecimal(this.sum, amount.currency);
    if (this.sum !== amount.minor) {
      const text = minorToDecimal(amount.minor, amount.currency);
      findings.warning(entry.line, 'Ntry/Amt', text, `the transactions of the entry add up to ${read}`);
    }
    const [batch, ...others] = this.batches;
    if (!batch?.total || others.length > 0 || batch.total.currency !== amount.currency) return;
    if (batch.total.minor !== Math.abs(this.sum)) {
      const text = minorToDecimal(batch.total.minor, amount.currency);
      findings.error(batch.line, 'Btch/TtlAmt', text, `the transactions of the batch add up to ${read}`);
    }
  }
}

/** The numbers of transactions that batches state, over the whole file. */
export class BatchCounts {
  private stated = 0;
  private read = 0;
  private isEqual = true;
  private hasBatch = false;

  compare(batches: Batch[], count: number, findings: FindingList): void {
    const counted = batches.filter((batch) => batch.count !== undefined);
    if (counted.length === 0) return;
    const stated = counted.reduce((sum, batch) => sum + batch.count!, 0);
    this.hasBatch = true;
    this.stated += stated;
    this.read += count;
    if (stated === count) return;
    this.isEqual = false;
    findings.error(counted[0]!.line, 'Btch/NbOfTxs', String(stated), `the entry has ${count} transactions`);
  }

  noteIn(controls: ControlTotals): void {
    if (this.hasBatch) controls.note(0, 'Btch/NbOfTxs', String(this.stated), String(this.read), this.isEqual);
  }
}
