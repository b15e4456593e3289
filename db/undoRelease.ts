import { run, type Transaction } from './connection.ts';

/** The request was withdrawn, or the bank refused it as a whole: its lines can be asked for again. */
export async function releaseUndoLines(trx: Transaction, submissionId: number, at: string): Promise<void> {
  await run(trx, 'UPDATE undo_lines SET released_at = :at WHERE submission_id = :id AND released_at IS NULL', {
    id: submissionId,
    at,
  });
}
