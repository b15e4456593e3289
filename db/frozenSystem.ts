import { type Db, one } from './connection.ts';
import type { SystemRow } from './parties.ts';

/**
 * What a file says of its creditor and account, and how it is written. It is kept with the submission, because settings may change
 * between freezing and writing, and before the file is cancelled or reversed.
 */
export type FrozenSystem = Pick<
  SystemRow,
  | 'code'
  | 'adapter'
  | 'creditor'
  | 'creditor_identifier'
  | 'account_name'
  | 'account_iban'
  | 'account_bic'
  | 'message_version'
  | 'batch_booking'
  | 'betalingsservice'
>;

export function frozenSystemOf(system: SystemRow): FrozenSystem {
  return {
    code: system.code,
    adapter: system.adapter,
    creditor: system.creditor,
    creditor_identifier: system.creditor_identifier,
    account_name: system.account_name,
    account_iban: system.account_iban,
    account_bic: system.account_bic,
    message_version: system.message_version,
    batch_booking: system.batch_booking,
    betalingsservice: system.betalingsservice,
  };
}

/** As it was when a submission was frozen. Throws NOT_FOUND. */
export async function findFrozenSystem(db: Db, submissionId: number): Promise<FrozenSystem> {
  const sql = 'SELECT frozen_system FROM submissions WHERE id = :id';
  return (await one<{ frozen_system: FrozenSystem }>(db, `submission ${submissionId}`, sql, { id: submissionId }))
    .frozen_system;
}
