import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ProcessId } from './processes.ts';

/** What `stack.json` in the data folder says about the stack that runs, for the command `incasso` and for the next start. */
export interface StackRecord {
  database_url: string;
  /** host:port */
  temporal_address: string;
  namespace: string;
  /** Missing for a configured Temporal server. */
  web_ui?: string;
  /** Where business time stands, when a driver moves it. */
  clock_file?: string;
  /** The mail server of the stack, when it has one. */
  smtp_url?: string;
  /** The accounting package of the stack, when it has one. */
  accounting_url?: string;
  /** The processes that the stack started, by name. */
  pids: Record<string, ProcessId>;
}

/** The record of the stack in a data folder, undefined when none runs or the file cannot be read. */
export function readRecord(dataDir: string): StackRecord | undefined {
  try {
    return JSON.parse(readFileSync(recordFile(dataDir), 'utf8')) as StackRecord;
  } catch {
    return undefined;
  }
}

/** Written under another name and renamed, so that a killed start leaves the old record or the new one. */
export function writeRecord(dataDir: string, record: StackRecord): void {
  const unfinished = `${recordFile(dataDir)}.unfinished`;
  // It holds the password of the database.
  writeFileSync(unfinished, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, recordFile(dataDir));
}

export function removeRecord(dataDir: string): void {
  rmSync(recordFile(dataDir), { force: true });
}

function recordFile(dataDir: string): string {
  return join(dataDir, 'stack.json');
}
