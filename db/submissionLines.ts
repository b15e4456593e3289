import Cursor from 'pg-cursor';

import type { DirectDebitLine, MandateAmendment } from '../domain/pain008.ts';
import type { StructuredAddress } from '../domain/sepaMessage.ts';
import { type Db, inTransaction, rawConnection } from './connection.ts';

const linesAtOnce = 1000;

type LineRow = Omit<DirectDebitLine, 'amendment' | 'debtor_bic' | 'debtor_address'> & {
  amendment: MandateAmendment | null;
  debtor_bic: string | null;
  debtor_address: StructuredAddress | null;
};

/**
 * Gives the frozen lines of a submission in the order of the file, from a cursor, so that memory does not grow with their
 * number. `use` gets them as an iterable and its result is returned.
 */
export async function readLines<Result>(
  db: Db,
  submissionId: number,
  use: (lines: AsyncIterable<DirectDebitLine[]>) => Promise<Result>,
): Promise<Result> {
  return inTransaction(db, async (trx) => {
    const connection = await rawConnection(trx);
    const cursor = connection.query(
      new Cursor<LineRow>(
        `SELECT batch_no, line_no, end_to_end_id, amount_minor, umr, signed_on, amendment, debtor_name, debtor_iban,
                debtor_bic, debtor_address, remittance
           FROM submission_lines WHERE submission_id = $1 ORDER BY line_no`,
        [submissionId],
      ),
    );
    try {
      return await use(batchesOf(cursor));
    } finally {
      await cursor.close();
    }
  });
}

async function* batchesOf(cursor: Cursor<LineRow>): AsyncIterable<DirectDebitLine[]> {
  for (;;) {
    const rows = await cursor.read(linesAtOnce);
    if (rows.length === 0) return;
    yield rows.map((row) => ({
      ...row,
      amendment: row.amendment ?? undefined,
      debtor_bic: row.debtor_bic ?? undefined,
      debtor_address: row.debtor_address ?? undefined,
    }));
  }
}
