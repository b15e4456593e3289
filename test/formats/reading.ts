import type { FileSummary, InboundRecord, PaymentRecord, StatusRecord } from '../../domain/inbound.ts';
import { readChunks } from '../../formats/detect.ts';

/** Everything that a file gives. */
export interface Reading {
  records: InboundRecord[];
  summary: FileSummary;
}

/** Reads a file as one chunk, or in chunks of `size` bytes. */
export async function read(content: string | Uint8Array, size = Number.MAX_SAFE_INTEGER): Promise<Reading> {
  const records: InboundRecord[] = [];
  const bytes = Buffer.from(content);
  const chunks = [];
  for (let from = 0; from < bytes.length; from += size) chunks.push(bytes.subarray(from, from + size));
  const summary = await readChunks(chunks, (record) => records.push(record));
  return { records, summary };
}

export async function readPayments(content: string): Promise<{ records: PaymentRecord[]; summary: FileSummary }> {
  const { records, summary } = await read(content);
  return { records: records.filter((record) => record.kind === 'payment'), summary };
}

export async function readStatuses(content: string): Promise<{ records: StatusRecord[]; summary: FileSummary }> {
  const { records, summary } = await read(content);
  return { records: records.filter((record) => record.kind === 'status'), summary };
}

/** The rules of the findings of one severity. */
export function rules(summary: FileSummary, severity: 'error' | 'warning'): string[] {
  return summary.findings.filter((each) => each.severity === severity).map((each) => `${each.field}: ${each.rule}`);
}
