import type { Knex } from 'knex';

/** Two indexes that made files slow. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- what was matched of one line: with the submission alone every line of a large file would be read for it
    CREATE INDEX matches_line ON matches (submission_id, collection_id);
    DROP INDEX matches_submission;

    -- A settled collection changes the transfer status of its mandate: a column that an index names in its condition makes such an
    -- UPDATE write every index of the table again. Only these states have something to transfer (db/agreementFreeze.ts).
    DROP INDEX mandates_to_transfer;
    CREATE INDEX mandates_to_transfer ON mandates (creditor_id)
      WHERE scheme = 'BS' AND state IN ('awaiting_bank_registration', 'withdrawn');
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    DROP INDEX mandates_to_transfer;
    CREATE INDEX mandates_to_transfer ON mandates (creditor_id) WHERE transfer_status = 'to_transfer';
    CREATE INDEX matches_submission ON matches (submission_id);
    DROP INDEX matches_line;
  `);
}
