import type { FileSummary, RecordReader } from '../../../domain/inbound.ts';

/**
 * Records of Betalingsservice made from the tables of nets.md 2.2 to 2.6, position by position and without the layouts
 * of the code, so that a wrong position there cannot hide.
 */

type Part = [from: number, to: number, text: string];

/** A record of 128 characters: parts at their positions, blanks between them. */
export function rec(type: string, ...parts: Part[]): string {
  const characters = [...`BS${type}`.padEnd(128, ' ')];
  for (const [from, to, text] of parts) {
    if (text.length !== to - from + 1)
      throw new Error(`${type} ${from}-${to}: '${text}' has ${text.length} characters`);
    characters.splice(from - 1, text.length, ...text);
  }
  return characters.join('');
}

export const n = (value: number | string, length: number): string => String(value).padStart(length, '0');
export const x = (text: string, length: number): string => text.padEnd(length, ' ');
export const zeros = (from: number, to: number): Part => [from, to, '0'.repeat(to - from + 1)];

export const supplier = '34191234';
export const pbs = '03985644';
export const group = '00001';

export function start(type: string, parts: { id?: string; date?: string; supplier?: string; subsystem?: string } = {}) {
  const { id = '0000000042', date = '000000' } = parts;
  const owner = parts.supplier ?? supplier;
  return rec('002', [6, 13, owner], [14, 16, parts.subsystem ?? 'BS1'], [17, 20, type], [21, 30, id], [50, 55, date]);
}

interface Counts {
  sections?: number;
  c042?: number;
  net?: number;
  texts?: number;
  c022?: number;
}

/** BS992 of 0601, 0602 and 0603. */
export function end(type: string, { sections = 1, c042 = 0, net = 0, texts = 0, c022 = 0 }: Counts): string {
  return rec(
    '992', [6, 13, supplier], [14, 16, 'BS1'], [17, 20, type], [21, 31, n(sections, 11)], [32, 42, n(c042, 11)],
    [43, 57, n(net, 15)], [58, 68, n(texts, 11)], zeros(69, 83), [84, 94, n(c022, 11)], zeros(95, 128),
  ); // prettier-ignore
}

export function section(code: string, number = pbs): string {
  return rec('012', [6, 13, number], [14, 17, code]);
}

/** BS092 of 0601, 0602 and 0603. */
export function sectionEnd(code: string, { c042 = 0, net = 0, texts = 0, c022 = 0 }: Counts, group = '00001'): string {
  return rec(
    '092', [6, 13, pbs], [14, 17, code], zeros(18, 22), [23, 27, group], [32, 42, n(c042, 11)], [43, 57, n(net, 15)],
    [58, 68, n(texts, 11)], [84, 94, n(c022, 11)],
  ); // prettier-ignore
}

/** BS012 of 0601. */
export function collectionSection(code: string, id = '', date = '00000000', text = ''): string {
  return rec(
    '012', [6, 13, pbs], [14, 17, code], [23, 27, group], [28, 42, x(id, 15)], [47, 54, date], [69, 128, x(text, 60)],
  ); // prettier-ignore
}

export interface CollectionParts {
  customer: string;
  mandate?: string;
  date?: string;
  sign?: string;
  amount?: number;
  reference?: string;
  payer?: string;
  code?: string;
  number?: string;
  group?: string;
}

/** BS042 of 0601. */
export function collection(parts: CollectionParts): string {
  const { customer, mandate = '', date = '02022026', sign = '1', amount = 0, reference = '', payer = '' } = parts;
  const { number = pbs, group: ofGroup = group } = parts;
  return rec(
    '042', [6, 13, number], [14, 17, parts.code ?? '0280'], zeros(18, 22), [23, 27, ofGroup], [28, 42, x(customer, 15)],
    [43, 51, n(mandate, 9)], [52, 59, date], [60, 60, sign], [61, 73, n(amount, 13)], [74, 103, x(reference, 30)],
    [104, 105, '00'], [106, 120, n(payer, 15)],
  ); // prettier-ignore
}

/** BS022 of 0601. */
export function address(recordNo: string, customer: string, ...parts: [number, number, string][]): string {
  const owner: [number, number, string][] = [
    [6, 13, pbs], [14, 17, '0240'], [18, 22, recordNo], [23, 27, group], [28, 42, x(customer, 15)],
  ]; // prettier-ignore
  return rec('022', ...owner, ...(recordNo === '00010' ? [] : [zeros(43, 51)]), ...parts);
}

/** BS052 and BS062 of 0601. */
export function text(type: string, recordNo: string, customer: string, mandate: string, line: string): string {
  return rec(
    type, [6, 13, pbs], [14, 17, '0241'], [18, 22, recordNo], [23, 27, group], [28, 42, x(customer, 15)],
    [43, 51, n(mandate, 9)], [53, 112, x(line, 60)],
  ); // prettier-ignore
}

/** BS042 of 0605 up to the mandate number. */
export function mandateRequest(
  code: string,
  customer: string,
  number: string,
  ...parts: [number, number, string][]
): string {
  return rec(
    '042', [6, 13, pbs], [14, 17, code], zeros(18, 20), [21, 25, '00001'], [26, 40, x(customer, 15)],
    [41, 49, n(number, 9)], ...parts,
  ); // prettier-ignore
}

/** BS012, BS092 and BS992 of 0605. */
export const mandateSection = (code: string): string =>
  rec('012', [6, 13, pbs], [14, 17, code], zeros(18, 20), [21, 35, x('NOORD', 15)], zeros(45, 50));
export const mandateSectionEnd = (code: string, count: number): string =>
  rec('092', [6, 13, pbs], [14, 17, code], zeros(18, 20), [21, 25, '00001'], [27, 37, n(count, 11)]);
export const mandateEnd = (sections: number, count: number): string =>
  rec(
    '992', [6, 13, supplier], [14, 16, 'BS1'], [17, 20, '0605'], [21, 31, n(sections, 11)], [32, 42, n(count, 11)],
    zeros(43, 128),
  ); // prettier-ignore

/** 0602, section 0211, as Betalingsservice pads customer numbers: zeros in front. Dates are ddmmyy. */
export function automatic(code: string, parts: Partial<Record<string, string | number>> = {}): string {
  const { customer = '12313', mandate = '123456789', due = '020226', sign = '1', amount = 12755 } = parts;
  const { reference = 'F-1', paidOn = '020226', bookedOn = '020226', paid = amount, group = '00001' } = parts;
  return rec(
    '042', [6, 13, pbs], [14, 17, code], zeros(18, 20), [21, 25, String(group)], [26, 40, n(customer, 15)],
    [41, 49, n(mandate, 9)], [50, 55, String(due)], [56, 56, String(sign)], [57, 69, n(amount, 13)],
    [70, 99, x(String(reference), 30)], [104, 109, String(paidOn)], [110, 115, String(bookedOn)], [116, 128, n(paid, 13)],
  ); // prettier-ignore
}

/** 0602, section 0215. */
export function slip(code: string, parts: Partial<Record<string, string | number>> = {}): string {
  const { customer = '777', amount = 10_000, paid = amount, sign = '1', reference = 'F-2', fee = 0 } = parts;
  const { archive = 'ARK-0001' } = parts;
  return rec(
    '042', [6, 13, pbs], [14, 17, code], zeros(18, 20), [21, 25, '00001'], zeros(26, 29), [30, 44, n(customer, 15)],
    [45, 46, '71'], [47, 47, '0'], [48, 52, n(fee, 5)], [53, 58, '020226'], [59, 59, String(sign)], [60, 72, n(amount, 13)],
    [73, 81, x(String(reference), 9)], [82, 103, x(String(archive), 22)], [104, 109, '030226'], [110, 115, '040226'],
    [116, 128, n(paid, 13)],
  ); // prettier-ignore
}

/** 0603. */
export function mandate(code: string, customer: string, number: string, from = '010126', until = '000000'): string {
  return rec(
    '042', [6, 13, pbs], [14, 17, code], zeros(18, 20), [21, 25, '00001'], [26, 40, n(customer, 15)],
    [41, 49, n(number, 9)], [50, 55, from], [56, 61, until],
  ); // prettier-ignore
}

/** Records as a file: CR and LF after each. */
export function file(...records: string[]): Buffer {
  return Buffer.from(records.map((record) => `${record}\r\n`).join(''), 'latin1');
}

/** Reads bytes in chunks of a size with a reader that gives records. */
export function readWith<T>(
  open: (onRecord: (record: T) => void) => RecordReader,
  bytes: Uint8Array,
  size = Number.MAX_SAFE_INTEGER,
): { records: T[]; summary: FileSummary } {
  const records: T[] = [];
  const reader = open((record) => records.push(record));
  for (let from = 0; from < bytes.length; from += size) reader.write(bytes.subarray(from, from + size));
  return { records, summary: reader.end() };
}

/** Findings as `line field: rule`, errors only unless told otherwise. */
export function found(summary: FileSummary, severity: 'error' | 'warning' = 'error'): string[] {
  return summary.findings
    .filter((each) => each.severity === severity)
    .map((each) => `${each.line} ${each.field}: ${each.rule}`);
}
