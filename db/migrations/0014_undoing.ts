import type { Knex } from 'knex';

/** Requests to the bank to undo collections: cancellations before settlement, reversals after it (C16). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE submissions
      DROP CONSTRAINT submissions_kind_check,
      ADD CONSTRAINT submissions_kind_check
        CHECK (kind IN ('collections', 'disbursements', 'agreements', 'cancellations', 'reversals'));

    -- What such a file asks for: lines of one file that the bank has.
    CREATE TABLE undo_lines (
      submission_id bigint NOT NULL REFERENCES submissions,
      line_no       integer NOT NULL,
      kind          text NOT NULL CHECK (kind IN ('cancellations', 'reversals')),
      original_submission_id bigint NOT NULL,
      original_line_no       integer NOT NULL,
      collection_id bigint NOT NULL REFERENCES collections,
      amount_minor  bigint NOT NULL,
      reason        text NOT NULL,
      released_at   timestamptz,
      PRIMARY KEY (submission_id, line_no),
      FOREIGN KEY (original_submission_id, original_line_no) REFERENCES submission_lines
    );
    -- A collection is asked to be cancelled once, and reversed once.
    CREATE UNIQUE INDEX undo_lines_living ON undo_lines (collection_id, kind) WHERE released_at IS NULL;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    DROP TABLE undo_lines;
    ALTER TABLE submissions
      DROP CONSTRAINT submissions_kind_check,
      ADD CONSTRAINT submissions_kind_check CHECK (kind IN ('collections', 'disbursements', 'agreements'));
  `);
}
