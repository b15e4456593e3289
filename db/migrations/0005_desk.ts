import type { Knex } from 'knex';

/** The desk: instructions for people, and the mails that tell them. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE instructions (
      id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      creditor_id   bigint REFERENCES creditors,
      subject_kind  text NOT NULL,
      subject_id    text NOT NULL,
      -- the workflow that waits for the decision; NULL when none does
      subject_workflow text,
      cause         text NOT NULL,
      colour        text NOT NULL CHECK (colour IN ('orange', 'red')),
      detail        text NOT NULL,
      line_count    integer NOT NULL DEFAULT 0,
      sum_minor     bigint NOT NULL DEFAULT 0,
      currency      text,
      state         text NOT NULL,
      state_since   timestamptz NOT NULL,
      raised_at     timestamptz NOT NULL,
      raised_by     text NOT NULL,
      reminder_due_at timestamptz NOT NULL,
      reminded_at   timestamptz,
      outcome       text,
      input         jsonb,
      reason        text,
      decided_by    text,
      decided_at    timestamptz
    );
    CREATE UNIQUE INDEX instructions_one_open ON instructions (subject_kind, subject_id, cause) WHERE state = 'open';

    CREATE TABLE mails (
      id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      kind          text NOT NULL,
      subject_key   text NOT NULL,
      period        text NOT NULL,
      recipient     text NOT NULL,
      -- mails of one group and recipient within the hour go as one
      group_key     text NOT NULL,
      title         text NOT NULL,
      body          text NOT NULL,
      message_id    text NOT NULL,
      queued_at     timestamptz NOT NULL,
      send_after    timestamptz NOT NULL,
      sent_at       timestamptz,
      UNIQUE (kind, subject_key, period, recipient)
    );
    CREATE INDEX mails_waiting ON mails (send_after) WHERE sent_at IS NULL;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE mails, instructions');
}
