import { one, run, type Transaction } from './connection.ts';
import type { Pass } from './matching.ts';
import type { Selection } from './transitions.ts';

/*
 * What of a file needs a person: gathered while it is applied, in two tables that end with the transaction, and put into
 * its instruction.
 */

/** Lines that need a person, and the codes for which they do. */
export interface PersonLines {
  count: number;
  codes: string[];
}

export async function beginForPerson(trx: Transaction): Promise<void> {
  await trx.raw(`CREATE TEMP TABLE person_lines (collection_id bigint, amount_minor bigint, currency text, code text)
    ON COMMIT DROP`);
  await trx.raw('CREATE TEMP TABLE person_mandates (mandate_id bigint, note text) ON COMMIT DROP');
}

/** How much was gathered. The codes are in their order, each once. */
export async function countForPerson(
  trx: Transaction,
): Promise<{ for_person: PersonLines; mandates_for_person: number }> {
  const { mandates, ...for_person } = await one<PersonLines & { mandates: number }>(
    trx,
    'what needs a person',
    `SELECT count(*)::int AS count, coalesce(array_agg(DISTINCT code), '{}') AS codes,
            (SELECT count(*)::int FROM person_mandates) AS mandates
       FROM person_lines`,
  );
  return { for_person, mandates_for_person: mandates };
}

/** The lines, for their instruction. */
export const personLines: Selection = {
  sql: `SELECT 'collection' AS subject_kind, collection_id AS subject_id, amount_minor, currency, code AS note FROM person_lines`,
  bindings: {},
};

/** The agreements that a person must see, for their instruction. */
export const personMandates: Selection = {
  sql: `SELECT 'mandate' AS subject_kind, mandate_id AS subject_id, 0::bigint AS amount_minor, '' AS currency, note FROM person_mandates`,
  bindings: {},
};

/** The bank collects what it was asked to cancel: whoever asked must know that it came too late. */
export async function leaveLateCancellations(trx: Transaction, { file_id, pass }: Pass): Promise<void> {
  await run(
    trx,
    `INSERT INTO person_lines (collection_id, amount_minor, currency, code)
     SELECT m.collection_id, m.amount_minor, m.currency, 'LATE'
       FROM undo_lines u JOIN matches m ON m.collection_id = u.collection_id
      WHERE u.kind = 'cancellations' AND u.released_at IS NULL
        AND m.file_id = :file_id AND m.pass = :pass AND m.effect = 'settled'`,
    { file_id, pass },
  );
}

/** The bank refused a request to cancel or to reverse: whoever made it must know that nothing is undone. */
export async function leaveRefusedRequests(trx: Transaction, { file_id, pass }: Pass): Promise<void> {
  await run(
    trx,
    `INSERT INTO person_lines (collection_id, amount_minor, currency, code)
     SELECT m.collection_id, m.amount_minor, m.currency, min(r.reason)
       FROM matches m JOIN inbound_records r ON r.file_id = m.file_id AND r.record_no = m.record_no
      WHERE m.file_id = :file_id AND m.pass = :pass AND m.effect = 'not_undone'
      GROUP BY m.collection_id, m.amount_minor, m.currency`,
    { file_id, pass },
  );
}

/** A slip that was paid in part, or more than in full, is settled; what is left needs a person. */
export async function leaveOtherAmounts(trx: Transaction, { file_id, pass }: Pass): Promise<void> {
  await run(
    trx,
    `INSERT INTO person_lines (collection_id, amount_minor, currency, code)
     SELECT c.id, m.amount_minor, c.currency, CASE WHEN m.amount_minor < c.amount_minor THEN 'PART' ELSE 'OVER' END
       FROM matches m JOIN collections c ON c.id = m.collection_id
      WHERE m.file_id = :file_id AND m.pass = :pass AND m.effect = 'settled' AND m.amount_minor <> c.amount_minor`,
    { file_id, pass },
  );
}
