import { createReadStream } from 'node:fs';

import { importFile, type ImportNoun } from '../../client/imports.ts';
import { actor } from '../data/office.ts';
import { piece } from '../piece.ts';
import { benchPorts } from '../ports.ts';
import { measureStatements, secondsOf } from '../statements.ts';

export interface ImportCsvInput {
  databaseUrl: string;
  noun: ImportNoun;
  file: string;
  /** The business instant of the import. */
  at: string;
}

export interface ImportCsvResult {
  /** From the file to COMMIT. */
  seconds: number;
  /** Of these: what the rows name is looked up, and what does not fit is refused. */
  check_seconds: number;
  /** Of these: rows added and changed, transitions, wakeups. */
  write_seconds: number;
  added: number;
  changed: number;
  refused: number;
}

const checking = /^(CREATE TEMP TABLE import_(rows|refused)|ANALYZE import_rows|WITH (bad|numbered) )/;
const writing = /^(INSERT INTO|UPDATE|WITH moved|CREATE TEMP TABLE (signed|deleted)_mandates|SELECT i.subject_id)/;

await piece<ImportCsvInput, ImportCsvResult>(async ({ databaseUrl, noun, file, at }) => {
  const { db } = benchPorts(databaseUrl, '');
  await db.raw('SELECT 1');
  const statements = measureStatements(db);
  const begun = performance.now();
  const { added, changed, refused, findings } = await importFile(db, noun, createReadStream(file), { actor, at });
  const seconds = (performance.now() - begun) / 1000;
  await db.destroy();
  if (refused > 0) throw new Error(`${refused} rows were refused, the first: ${JSON.stringify(findings[0])}`);
  const check = secondsOf(statements, checking);
  return { seconds, check_seconds: check, write_seconds: secondsOf(statements, writing), added, changed, refused };
});
