import Cursor from 'pg-cursor';

import type { MandateAmendment } from '../domain/pain008.ts';
import { type Db, inTransaction, rawConnection } from './connection.ts';

const linesAtOnce = 1000;

/** A line as it was frozen; its adapter makes of it what stands in the file. Amounts are minor units, dates 'YYYY-MM-DD'. */
export interface SubmissionLine {
  batch_no: number;
  line_no: number;
  end_to_end_id: string;
  amount_minor: number;
  /** Reference of the mandate, at Betalingsservice its number; null for a payment slip. */
  umr: string | null;
  signed_on: string | null;
  amendment: MandateAmendment | null;
  debtor_name: string;
  debtor_iban: string | null;
  debtor_bic: string | null;
  /** Parts of the address by name, as the adapter froze them. */
  debtor_address: Readonly<Record<string, string>> | null;
  remittance: string;
  customer_number: string | null;
}

/**
 * Gives the frozen lines of a submission in the order of the file, from a cursor, so that memory does not grow with their
 * number. `use` gets them as an iterable and its result is returned.
 */
export async function readLines<Result>(
  db: Db,
  submissionId: number,
  use: (lines: AsyncIterable<SubmissionLine[]>) => Promise<Result>,
): Promise<Result> {
  return inTransaction(db, async (trx) => {
    const connection = await rawConnection(trx);
    const cursor = connection.query(
      new Cursor<SubmissionLine>(
        `SELECT batch_no, line_no, end_to_end_id, amount_minor, umr, signed_on, amendment, debtor_name, debtor_iban,
                debtor_bic, debtor_address, remittance, customer_number
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

async function* batchesOf(cursor: Cursor<SubmissionLine>): AsyncIterable<SubmissionLine[]> {
  for (;;) {
    const rows = await cursor.read(linesAtOnce);
    if (rows.length === 0) return;
    yield rows;
  }
}
