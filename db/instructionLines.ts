import { IncassoError } from '../domain/errors.ts';
import { type Db, many, one, run, type Transaction } from './connection.ts';
import type { Selection, Stamp } from './transitions.ts';

/** One of the things that an instruction is about, where it is about many: a person may decide on some of them first. */
export interface InstructionLine {
  line_no: number;
  subject_kind: string;
  subject_id: number;
  amount_minor: number;
  currency: string;
  note: string;
  outcome: string | null;
  decided_by: string | null;
  decided_at: string | null;
}

/**
 * Adds lines to an instruction, after those it has; one about the same subject stays as it is. Its count and sum are
 * those of the lines that are open.
 * @param lines - SQL that yields subject_kind, subject_id, amount_minor, currency and note.
 */
export async function addLines(trx: Transaction, instructionId: number, lines: Selection): Promise<void> {
  await run(
    trx,
    `INSERT INTO instruction_lines (instruction_id, line_no, subject_kind, subject_id, amount_minor, currency, note)
     SELECT :instruction, (SELECT count(*) FROM instruction_lines WHERE instruction_id = :instruction)
              + row_number() OVER (ORDER BY subject_kind, subject_id),
            subject_kind, subject_id, amount_minor, currency, note
       FROM (${lines.sql}) l
      WHERE NOT EXISTS (SELECT 1 FROM instruction_lines k WHERE k.instruction_id = :instruction
                AND k.subject_kind = l.subject_kind AND k.subject_id = l.subject_id)`,
    { ...lines.bindings, instruction: instructionId },
  );
  await countOpenLines(trx, instructionId);
}

/** The lines of an instruction, the first `limit` of them. */
export async function listLines(db: Db, instructionId: number, limit = 1000): Promise<InstructionLine[]> {
  return many(
    db,
    `SELECT line_no, subject_kind, subject_id, amount_minor, currency, note, outcome, decided_by, decided_at
       FROM instruction_lines WHERE instruction_id = :id ORDER BY line_no LIMIT :limit`,
    { id: instructionId, limit },
  );
}

/**
 * Decides some lines of a locked instruction, or all that are open when none are named.
 * @returns how many are open afterwards.
 * @throws IncassoError INVALID_INPUT naming the lines that are not there or are decided already.
 */
export async function closeLines(
  trx: Transaction,
  instructionId: number,
  lineNos: readonly number[] | undefined,
  outcome: string,
  stamp: Stamp,
): Promise<number> {
  const decided = await many<{ line_no: number }>(
    trx,
    `UPDATE instruction_lines SET outcome = :outcome, decided_by = :actor, decided_at = :at
      WHERE instruction_id = :id AND outcome IS NULL AND (:all OR line_no = ANY(:lines)) RETURNING line_no`,
    { id: instructionId, outcome, all: lineNos === undefined, lines: lineNos ?? [], ...stamp },
  );
  const done = new Set(decided.map((line) => line.line_no));
  const missing = (lineNos ?? []).filter((no) => !done.has(no));
  if (missing.length > 0) {
    throw new IncassoError(
      'INVALID_INPUT',
      `field lines: ${missing.slice(0, 20).join(', ')} of instruction ${instructionId} are not there, or decided already`,
    );
  }
  return countOpenLines(trx, instructionId);
}

async function countOpenLines(trx: Transaction, instructionId: number): Promise<number> {
  const { line_count } = await one<{ line_count: number }>(
    trx,
    `instruction ${instructionId}`,
    `UPDATE instructions i SET line_count = o.count, sum_minor = o.sum
       FROM (SELECT count(*)::int AS count, coalesce(sum(amount_minor), 0)::bigint AS sum FROM instruction_lines
              WHERE instruction_id = :id AND outcome IS NULL) o
      WHERE i.id = :id RETURNING i.line_count`,
    { id: instructionId },
  );
  return line_count;
}
