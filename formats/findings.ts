import type { Finding } from '../domain/inbound.ts';

const MAX_FINDINGS = 1_000;
const MAX_VALUE_LENGTH = 80;

/** The findings of one file, in the order of reading, and never more than a person could read. */
export class FindingList {
  private readonly list: Finding[] = [];
  private left = 0;

  error(line: number, field: string, value: string, rule: string): void {
    this.add({ line, field, value, rule, severity: 'error' });
  }

  warning(line: number, field: string, value: string, rule: string): void {
    this.add({ line, field, value, rule, severity: 'warning' });
  }

  /** All findings; when there were more than a thousand, the last one is an error that says so. */
  all(): Finding[] {
    if (this.left === 0) return this.list;
    const rule = `${this.left} further findings are not listed`;
    return [...this.list, { line: 0, field: '', value: '', rule, severity: 'error' }];
  }

  private add(finding: Finding): void {
    if (this.list.length === MAX_FINDINGS) this.left++;
    else this.list.push({ ...finding, value: finding.value.slice(0, MAX_VALUE_LENGTH) });
  }
}
