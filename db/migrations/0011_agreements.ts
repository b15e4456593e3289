import type { Knex } from 'knex';

/** Agreements of Betalingsservice: what the centre said of them, and the lines of the files that register and end them. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE mandates
      -- follows from customer and account: asked where it is needed (db/agreements.ts), so that it is never out of date
      DROP COLUMN data_status,
      -- as the payment centre said
      ADD COLUMN agreement_from date,
      ADD COLUMN agreement_until date;
    CREATE UNIQUE INDEX mandates_agreement_number ON mandates (customer_id, agreement_number)
      WHERE agreement_number IS NOT NULL;
    CREATE INDEX mandates_to_transfer ON mandates (creditor_id) WHERE transfer_status = 'to_transfer';

    -- Frozen: everything that stands in the file. No outcome: the payment centre has not answered, or the file has not left.
    CREATE TABLE agreement_lines (
      submission_id     bigint NOT NULL REFERENCES submissions,
      line_no           integer NOT NULL,
      mandate_id        bigint NOT NULL REFERENCES mandates,
      action            text NOT NULL CHECK (action IN ('register', 'cancel')),
      customer_number   text NOT NULL,
      agreement_number  text,
      cpr_cvr           text,
      bank_registration text,
      account_number    text,
      outcome           text CHECK (outcome IN ('confirmed', 'refused', 'released')),
      PRIMARY KEY (submission_id, line_no)
    );
    -- An agreement is in at most one file that is not answered.
    CREATE UNIQUE INDEX agreement_lines_in_flight ON agreement_lines (mandate_id) WHERE outcome IS NULL;
    -- by which the echo of a registration finds it
    CREATE INDEX agreement_lines_customer ON agreement_lines (customer_number) WHERE outcome IS NULL;

    ALTER TABLE matches
      -- what a record of agreements or a receipt of them speaks of
      ADD COLUMN mandate_id bigint;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE matches DROP COLUMN mandate_id;
    DROP TABLE agreement_lines;
    DROP INDEX mandates_to_transfer, mandates_agreement_number;
    ALTER TABLE mandates
      DROP COLUMN agreement_until, DROP COLUMN agreement_from,
      ADD COLUMN data_status text NOT NULL DEFAULT 'ok' CHECK (data_status IN ('incomplete', 'ok'));
  `);
}
