import type { Knex } from 'knex';

/** What goes out: collection systems, the collection journal, submissions, their lines and delivery attempts. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE collection_systems (
      id                   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      code                 text NOT NULL UNIQUE,
      adapter              text NOT NULL,
      creditor_id          bigint NOT NULL REFERENCES creditors,
      creditor_account_id  bigint NOT NULL REFERENCES creditor_accounts,
      active               boolean NOT NULL DEFAULT true,
      direct_communication boolean NOT NULL DEFAULT true,
      -- { "kind": "directory", "outbox": ..., "taken": ..., "inbox": ... }
      exchange             jsonb NOT NULL,
      message_version      text NOT NULL,
      batch_booking        boolean,
      cut_off              text NOT NULL,
      lead_days            integer NOT NULL,
      pre_notification_days integer NOT NULL DEFAULT 14,
      max_days_past_due    integer NOT NULL DEFAULT 60,
      max_amount_minor     bigint NOT NULL,
      max_lines            integer NOT NULL,
      approval_required    boolean NOT NULL DEFAULT false,
      propose_before_send  boolean NOT NULL DEFAULT false,
      posting_by_itself    boolean NOT NULL DEFAULT true,
      -- business days after the collection date within which the bank must have answered
      silence_days         integer NOT NULL DEFAULT 3
    );

    -- Hot and narrow: the state changes in place (HOT), so it is in no index.
    CREATE TABLE collections (
      id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      creditor_id   bigint NOT NULL,
      system_id     bigint NOT NULL REFERENCES collection_systems,
      item_id       bigint NOT NULL REFERENCES items,
      mandate_id    bigint REFERENCES mandates,
      direction     text NOT NULL CHECK (direction IN ('debit', 'disbursement')),
      currency      text NOT NULL,
      amount_minor  bigint NOT NULL CHECK (amount_minor > 0),
      due_on        date NOT NULL,
      notified_on   date,
      attempt_no    integer NOT NULL DEFAULT 1,
      state         text NOT NULL,
      state_since   timestamptz NOT NULL,
      blocked_reason text,
      -- who let an unusual amount pass
      amount_confirmed_by text
    ) WITH (fillfactor = 50);
    CREATE INDEX collections_item ON collections (item_id);

    CREATE TABLE submissions (
      id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      creditor_id   bigint NOT NULL REFERENCES creditors,
      system_id     bigint NOT NULL REFERENCES collection_systems,
      job_run_id    bigint NOT NULL,
      message_id    text NOT NULL UNIQUE,
      file_name     text NOT NULL UNIQUE,
      made_by       text NOT NULL,
      made_at       timestamptz NOT NULL,
      created_local text NOT NULL,
      first_collection_on date NOT NULL,
      line_count    integer NOT NULL,
      sum_minor     bigint NOT NULL,
      currency      text NOT NULL,
      state         text NOT NULL,
      state_since   timestamptz NOT NULL,
      sha256        text,
      size_bytes    bigint,
      approved_by   text,
      answer_due_at timestamptz NOT NULL
    ) WITH (fillfactor = 50);
    CREATE INDEX submissions_job_run ON submissions (job_run_id);

    CREATE TABLE submission_batches (
      submission_id   bigint NOT NULL REFERENCES submissions,
      batch_no        integer NOT NULL,
      payment_info_id text NOT NULL UNIQUE,
      collection_on   date NOT NULL,
      sequence_type   text NOT NULL,
      line_count      integer NOT NULL,
      sum_minor       bigint NOT NULL,
      PRIMARY KEY (submission_id, batch_no)
    );

    -- Frozen: everything that stands in the file, copied when it was frozen.
    CREATE TABLE submission_lines (
      submission_id bigint NOT NULL,
      line_no       integer NOT NULL,
      batch_no      integer NOT NULL,
      collection_id bigint NOT NULL,
      item_id       bigint NOT NULL,
      end_to_end_id text NOT NULL,
      amount_minor  bigint NOT NULL,
      umr           text NOT NULL,
      signed_on     date NOT NULL,
      amendment     jsonb,
      debtor_name   text NOT NULL,
      debtor_iban   text NOT NULL,
      debtor_bic    text,
      debtor_address jsonb,
      remittance    text NOT NULL,
      released_at   timestamptz,
      PRIMARY KEY (submission_id, line_no)
    );
    -- An item is in at most one living debit.
    CREATE UNIQUE INDEX submission_lines_in_flight ON submission_lines (item_id) WHERE released_at IS NULL;
    CREATE UNIQUE INDEX submission_lines_end_to_end ON submission_lines (end_to_end_id);
    -- Withdrawn with its file, a collection may stand in a later one: several lines, at most one not released.
    CREATE INDEX submission_lines_collection ON submission_lines (collection_id);

    CREATE TABLE delivery_attempts (
      submission_id bigint NOT NULL REFERENCES submissions,
      attempt       integer NOT NULL,
      phase         text NOT NULL CHECK (phase IN ('writing', 'renaming', 'done', 'given_up')),
      started_at    timestamptz NOT NULL,
      ended_at      timestamptz,
      note          text,
      PRIMARY KEY (submission_id, attempt)
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(
    'DROP TABLE delivery_attempts, submission_lines, submission_batches, submissions, collections, collection_systems',
  );
}
