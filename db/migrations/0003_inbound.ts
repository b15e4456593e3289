import type { Knex } from 'knex';

/** What comes in: files by the hash of their bytes, their records by place, what each record was found to be. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE inbound_files (
      id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      sha256        text NOT NULL UNIQUE,
      size_bytes    bigint NOT NULL,
      name          text NOT NULL,
      system_id     bigint REFERENCES collection_systems,
      received_at   timestamptz NOT NULL,
      received_by   text NOT NULL,
      state         text NOT NULL,
      state_since   timestamptz NOT NULL,
      kind          text NOT NULL,
      summary       jsonb,
      signed_off_by text,
      applied_at    timestamptz,
      posted_at     timestamptz
    ) WITH (fillfactor = 50);

    -- Append-only, as read. kind 'payment' or 'status'; empty text where the file says nothing.
    CREATE TABLE inbound_records (
      file_id       bigint NOT NULL,
      record_no     integer NOT NULL,
      kind          text NOT NULL,
      message_no    integer NOT NULL,
      entry_no      integer NOT NULL,
      tx_no         integer NOT NULL,
      line          integer NOT NULL,
      account       text NOT NULL,
      family        text NOT NULL,
      level         text NOT NULL,
      status        text NOT NULL,
      booked_on     text NOT NULL,
      value_on      text NOT NULL,
      currency      text NOT NULL,
      amount_minor  bigint NOT NULL,
      sign          text NOT NULL,
      is_reversal   boolean NOT NULL,
      bank_code     text NOT NULL,
      entry_ref     text NOT NULL,
      servicer_ref  text NOT NULL,
      message_id    text NOT NULL,
      payment_info_id text NOT NULL,
      instruction_id text NOT NULL,
      end_to_end_id text NOT NULL,
      transaction_id text NOT NULL,
      mandate_id    text NOT NULL,
      creditor_reference text NOT NULL,
      remittance    text NOT NULL,
      counterparty_name text NOT NULL,
      counterparty_iban text NOT NULL,
      reason        text NOT NULL,
      reason_text   text NOT NULL,
      charges_minor bigint NOT NULL,
      bank_keys     text[] NOT NULL,
      PRIMARY KEY (file_id, record_no)
    );

    -- Every key that a bank gave a movement; any known one means: met again.
    CREATE TABLE inbound_keys (
      account       text NOT NULL,
      key           text NOT NULL,
      file_id       bigint NOT NULL,
      record_no     integer NOT NULL,
      PRIMARY KEY (account, key)
    );

    -- What a record was found to be. effect NULL: not matched yet, tried again when a line appears.
    -- part_no 0, or 1.. where one record speaks for many lines (a status of a whole file, a batch without details).
    CREATE TABLE matches (
      file_id       bigint NOT NULL,
      record_no     integer NOT NULL,
      part_no       integer NOT NULL,
      creditor_id   bigint,
      system_id     bigint,
      submission_id bigint,
      collection_id bigint,
      effect        text,
      reason        text NOT NULL DEFAULT '',
      amount_minor  bigint NOT NULL,
      charges_minor bigint NOT NULL DEFAULT 0,
      currency      text NOT NULL,
      booked_on     text NOT NULL,
      matched_at    timestamptz NOT NULL,
      posting_allowed boolean NOT NULL DEFAULT false,
      pass          integer NOT NULL DEFAULT 1,
      PRIMARY KEY (file_id, record_no, part_no)
    );
    CREATE INDEX matches_submission ON matches (submission_id);
    CREATE INDEX matches_waiting ON matches (file_id) WHERE effect IS NULL;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE matches, inbound_keys, inbound_records, inbound_files');
}
