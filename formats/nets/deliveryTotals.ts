import type { NetRule } from '../../domain/betalingsservice/outgoing.ts';
import type { ControlTotals } from '../controlTotals.ts';
import type { BsRecord } from './bsRecord.ts';

/** An amount as the net amount counts it. */
export interface SignedAmount {
  direction: 'collect' | 'disburse' | 'zero' | '';
  amount_minor: number;
}

/** Which totals a kind of delivery states at the end of a section and of the delivery. */
export type StatedTotals = 'counts and amount' | 'counts' | 'count of 042' | 'none';

/** What was read of one section, or of the whole delivery. The sum is a bigint: no sum of a damaged file is inexact. */
export class DeliveryTotals {
  private readonly counts = { '022': 0, '042': 0, '052_062': 0 };
  private net = 0n;
  sections = 0;

  addRecord(type: string): void {
    if (type === '022' || type === '042') this.counts[type]++;
    else this.counts['052_062']++;
  }

  addAmount({ direction, amount_minor }: SignedAmount, netRule: NetRule): void {
    if (direction === 'collect') this.net += BigInt(amount_minor);
    if (direction === 'disburse' && netRule === 'net') this.net -= BigInt(amount_minor);
  }

  /**
   * Compares with a BS092 or BS992. The net amount has no sign in the record, so its size is compared.
   * @param messageNo - 0 for a BS992
   */
  compare(controls: ControlTotals, end: BsRecord, messageNo: number, stated: StatedTotals): void {
    if (stated === 'none') return;
    const pairs: [field: string, read: string][] = [];
    if (messageNo === 0) pairs.push(['count_sections', String(this.sections)]);
    pairs.push(['count_042', String(this.counts['042'])]);
    if (stated === 'counts and amount') {
      pairs.push(['net_amount', String(this.net < 0n ? -this.net : this.net)]);
    }
    if (stated !== 'count of 042') {
      pairs.push(['count_052_062', String(this.counts['052_062'])], ['count_022', String(this.counts['022'])]);
    }
    const type = messageNo === 0 ? 'BS992' : 'BS092';
    for (const [field, read] of pairs) {
      controls.compare(messageNo, end.line, `${type}/${field}`, statedNumber(end.raw(field)), read);
    }
  }
}

/** Without leading zeros; blanks, which may be left out at the end of a line, are 0. Anything else stays as it is. */
function statedNumber(raw: string): string {
  if (raw.trim() === '') return '0';
  return /^\d+$/.test(raw) ? String(BigInt(raw)) : raw.trim();
}
