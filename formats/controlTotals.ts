import type { FileSummary } from '../domain/inbound.ts';
import type { FindingList } from './findings.ts';

/** More pairs than this are compared but not listed. */
const MAX_PAIRS = 500;

interface Pair {
  messageNo: number;
  key: string;
  stated: string;
  read: string;
}

/** The totals that a file states of itself, each beside the one read. */
export class ControlTotals {
  private readonly pairs: Pair[] = [];
  private ok = true;
  private readonly findings: FindingList;

  constructor(findings: FindingList) {
    this.findings = findings;
  }

  /** Notes a pair of one message; a difference is an error finding. */
  compare(messageNo: number, line: number, key: string, stated: string, read: string): void {
    this.note(messageNo, key, stated, read, stated === read);
    if (stated !== read)
      this.findings.error(line, key, stated, `the control total differs from what was read (${read})`);
  }

  /**
   * Notes a pair whose differences, if any, are findings already.
   * @param messageNo - 0 for a total of the whole file
   */
  note(messageNo: number, key: string, stated: string, read: string, isEqual: boolean): void {
    if (!isEqual) this.ok = false;
    if (this.pairs.length < MAX_PAIRS) this.pairs.push({ messageNo, key, stated, read });
  }

  /** @param hasSeveral - keys carry the number of their message (`2:TtlCdtNtries/NbOfNtries`) */
  summary(hasSeveral: boolean): FileSummary['control_totals'] {
    const name = ({ messageNo, key }: Pair): string => (hasSeveral && messageNo > 0 ? `${messageNo}:${key}` : key);
    return {
      stated: Object.fromEntries(this.pairs.map((pair) => [name(pair), pair.stated])),
      read: Object.fromEntries(this.pairs.map((pair) => [name(pair), pair.read])),
      ok: this.ok,
    };
  }
}
