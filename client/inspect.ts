import { IncassoError } from '../domain/errors.ts';
import type { FileSummary } from '../domain/inbound.ts';
import { readChunks } from '../formats/detect.ts';
import { fileChunks, sizeOfFile } from './fileChunks.ts';

/**
 * Reads a bank's file of any supported format and says what is in it, without database or configuration. A file that
 * cannot be read is format `unknown` with the reason as a finding. Throws NOT_FOUND when there is no such file.
 */
export async function inspectFile(path: string): Promise<FileSummary> {
  await sizeOfFile(path);
  try {
    return await readChunks(fileChunks(path), () => {});
  } catch (error) {
    if (!(error instanceof IncassoError)) throw error;
    return unreadable(error.message);
  }
}

/** True when a finding is an error: the file is unusable or in doubt. */
export function hasErrors(summary: FileSummary): boolean {
  return summary.findings.some((finding) => finding.severity === 'error');
}

function unreadable(sentence: string): FileSummary {
  const line = Number(/\bline (\d+)/.exec(sentence)?.[1] ?? 1);
  return {
    format: 'unknown',
    messages: 0,
    entries: 0,
    transactions: 0,
    totals: [],
    control_totals: { stated: {}, read: {}, ok: false },
    findings: [{ line, field: '', value: '', rule: sentence, severity: 'error' }],
  };
}
