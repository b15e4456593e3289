import { createReadStream } from 'node:fs';
import { join } from 'node:path';

import { importFile, type ImportNoun, importNouns, type ImportReport } from '../../client/imports.ts';
import type { Db } from '../../db/connection.ts';

export const samples = join(import.meta.dirname, '..', '..', 'samples');

/** The demo's first morning. */
export const monday = '2026-01-05T07:00:00.000Z';

export function sampleFile(noun: ImportNoun): string {
  return `${noun}.${noun === 'systems' ? 'json' : 'csv'}`;
}

/** Imports every sample file in the order that they need; the reports by file name. */
export async function importSamples(db: Db, dryRun = false): Promise<Map<string, ImportReport>> {
  const reports = new Map<string, ImportReport>();
  for (const noun of importNouns) {
    const file = sampleFile(noun);
    const options = { actor: 'dora', at: monday, baseDir: '/srv/incasso', dryRun };
    reports.set(file, await importFile(db, noun, createReadStream(join(samples, file)), options));
  }
  return reports;
}
