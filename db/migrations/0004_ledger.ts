import type { Knex } from 'knex';

/** Double entry. A posted entry is never changed: a correction is a new entry. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE ledger_batches (
      id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      creditor_id   bigint NOT NULL REFERENCES creditors,
      job_run_id    bigint NOT NULL,
      posted_at     timestamptz NOT NULL,
      posted_by     text NOT NULL,
      entry_count   integer NOT NULL,
      UNIQUE (job_run_id, creditor_id)
    );

    -- amount_minor: debit positive, credit negative; the entries of a source sum to zero.
    CREATE TABLE ledger_entries (
      id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      batch_id      bigint NOT NULL REFERENCES ledger_batches,
      creditor_id   bigint NOT NULL,
      account       text NOT NULL,
      kind          text NOT NULL,
      file_id       bigint NOT NULL,
      record_no     integer NOT NULL,
      part_no       integer NOT NULL,
      item_id       bigint,
      booked_on     date NOT NULL,
      currency      text NOT NULL,
      amount_minor  bigint NOT NULL,
      UNIQUE (file_id, record_no, part_no, kind, account)
    );

    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION '% is append-only: a correction is a new row', TG_TABLE_NAME;
    END $$;
    CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE ledger_entries, ledger_batches; DROP FUNCTION refuse_change');
}
