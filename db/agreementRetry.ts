import { retryAgreements } from './agreementImport.ts';
import { type Db, inTransaction, lockCreditor, type Transaction } from './connection.ts';
import { settleInstruction } from './instructions.ts';
import { advanceSubmissionsOfFile } from './progress.ts';
import type { Stamp } from './transitions.ts';

export interface RetryReport {
  /** Records of the work list that have their customer now. */
  matched: number;
  wake: string[];
}

/** Tries the work list of a creditor again, in a transaction of its own. */
export function retryAgreementsOf(db: Db, creditorId: number, stamp: Stamp): Promise<RetryReport> {
  return inTransaction(db, async (trx) => {
    await lockCreditor(trx, creditorId, 'set');
    return retryWaiting(trx, creditorId, stamp);
  });
}

/**
 * Tries the work list of a creditor again, whose lock the caller holds: customers may have come in. A file of which nothing waits
 * any more needs nobody's attention.
 */
export async function retryWaiting(trx: Transaction, creditorId: number, stamp: Stamp): Promise<RetryReport> {
  const { matched, files } = await retryAgreements(trx, creditorId, stamp);
  const wake: string[] = [];
  for (const { file_id, waiting } of files) {
    wake.push(...(await advanceSubmissionsOfFile(trx, file_id, stamp)));
    if (waiting > 0) continue;
    const subject = { kind: 'inbound_file', id: String(file_id), cause: 'agreements_unmatched' } as const;
    await settleInstruction(trx, subject, 'seen', 'every agreement of the file has its customer', stamp);
  }
  return { matched, wake };
}
