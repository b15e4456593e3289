import type { ExpectedFile } from '../domain/expectedFiles.ts';
import { type Db, first, inTransaction, many, run } from './connection.ts';
import { settleInstruction, wakeInstruction } from './instructions.ts';
import type { Stamp } from './transitions.ts';

export interface ExpectedFileRow extends ExpectedFile {
  system: string;
  adapter: string;
  creditor_id: number;
  zone: string;
  /** When the setting was made or changed. */
  expected_since: string;
  /** When the last one came, in whatever state it is; null when none did. */
  last_received_at: string | null;
}

/**
 * The files that active systems expect, with when the last one came. Systems that share an inbox share its files: which of
 * them a file was taken in for is chance.
 */
export async function listExpectedFiles(db: Db): Promise<ExpectedFileRow[]> {
  return many(
    db,
    `SELECT y.code AS system, y.adapter, y.creditor_id, k.zone, e.kind, e.days, e.by, y.expected_since,
            (SELECT max(f.received_at) FROM inbound_files f JOIN collection_systems o ON o.id = f.system_id
              WHERE f.kind = e.kind AND o.exchange->>'inbox' = y.exchange->>'inbox'
                AND o.exchange->>'host' IS NOT DISTINCT FROM y.exchange->>'host') AS last_received_at
       FROM collection_systems y
       JOIN creditors k ON k.id = y.creditor_id
       CROSS JOIN jsonb_to_recordset(y.expected_files) AS e (kind text, days text, by text)
      WHERE y.active ORDER BY y.code, e.kind`,
  );
}

/** What is asked about a file that has been missing since a day: one instruction for all its days. */
export const missingFile = { kind: 'expected_file', cause: 'file_missing' } as const;

/** The instruction of an absence, open or decided. */
export async function findMissingFile(
  db: Db,
  subjectId: string,
): Promise<{ id: number; state: string; days: number } | undefined> {
  return first(
    db,
    `SELECT id, state, (facts->>'count')::int AS days FROM instructions
      WHERE subject_kind = :kind AND cause = :cause AND subject_id = :subject_id ORDER BY id DESC LIMIT 1`,
    { ...missingFile, subject_id: subjectId },
  );
}

/** The same file is missing one day more: the open instruction says so. */
export async function countMissingDays(db: Db, id: number, days: number, at: string): Promise<void> {
  await inTransaction(db, async (trx) => {
    await run(trx, `UPDATE instructions SET facts = facts || jsonb_build_object('count', :days::int) WHERE id = :id`, {
      id,
      days,
    });
    await wakeInstruction(trx, id, at);
  });
}

/** Closes what is asked about files that are not missing any more: they came, or are not expected. */
export async function settleMissingFiles(db: Db, stillMissing: readonly string[], stamp: Stamp): Promise<void> {
  const over = await many<{ subject_id: string }>(
    db,
    `SELECT subject_id FROM instructions
      WHERE state = 'open' AND subject_kind = :kind AND cause = :cause AND subject_id <> ALL(:still)`,
    { ...missingFile, still: stillMissing },
  );
  for (const { subject_id: id } of over) {
    await inTransaction(db, (trx) =>
      settleInstruction(trx, { ...missingFile, id }, 'seen', 'it came, or is not expected any more', stamp),
    );
  }
}
