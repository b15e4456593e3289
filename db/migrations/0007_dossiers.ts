import type { Knex } from 'knex';

/** Dossiers of the accounting package with their queues of tasks, and what instructions need to be handled by people. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE dossiers (
      id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      code          text NOT NULL UNIQUE,
      name          text NOT NULL,
      creditor_id   bigint REFERENCES creditors,
      -- operator who is told of what fails; NULL: the administrators
      manager       text REFERENCES operators (code),
      -- the dossier's code at the package: a field that may be corrected, never a key
      package_code  text,
      last_task_no  bigint NOT NULL DEFAULT 0
    );

    CREATE TABLE tasks (
      id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      dossier_id    bigint NOT NULL REFERENCES dossiers,
      -- place in the dossier's queue
      task_no       bigint NOT NULL,
      -- the sender's
      reference     text NOT NULL,
      kind          text NOT NULL CHECK (kind IN ('process_booking', 'delete_booking', 'synchronise', 'activate')),
      amount_minor  bigint,
      currency      text,
      -- the date by which it must be done, where the sender knows one
      needed_by     date,
      input_version integer NOT NULL DEFAULT 1,
      state         text NOT NULL,
      state_since   timestamptz NOT NULL,
      submitted_at  timestamptz NOT NULL,
      result        jsonb,
      UNIQUE (dossier_id, task_no),
      UNIQUE (dossier_id, reference)
    ) WITH (fillfactor = 80);
    CREATE INDEX tasks_open ON tasks (dossier_id, task_no) WHERE state IN ('queued', 'running', 'failed');

    -- The input as it was submitted, and each correction of it.
    CREATE TABLE task_inputs (
      task_id       bigint NOT NULL REFERENCES tasks,
      version       integer NOT NULL,
      input         jsonb NOT NULL,
      at            timestamptz NOT NULL,
      actor         text NOT NULL,
      PRIMARY KEY (task_id, version)
    );
    CREATE TRIGGER task_inputs_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON task_inputs
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

    ALTER TABLE instructions
      ADD COLUMN dossier_id    bigint REFERENCES dossiers,
      -- what fills the placeholders of the cause's text
      ADD COLUMN facts         jsonb NOT NULL DEFAULT '{}',
      ADD COLUMN cut_off_at    timestamptz,
      -- the one person whose it is, where somebody was named
      ADD COLUMN assigned_to   text REFERENCES operators (code),
      -- how often it changed hands: each time, its people are told anew
      ADD COLUMN handovers     integer NOT NULL DEFAULT 0,
      ADD COLUMN snoozed_until timestamptz;
    UPDATE instructions SET facts = jsonb_build_object('detail', detail);
    ALTER TABLE instructions DROP COLUMN detail;
    CREATE INDEX instructions_open_dossier ON instructions (dossier_id) WHERE state = 'open';

    ALTER TABLE mails ADD COLUMN html text NOT NULL DEFAULT '';
    CREATE INDEX mails_group ON mails (recipient, group_key, send_after);

    -- What an instruction is about, where it is about many things: a person may decide on some of them first.
    CREATE TABLE instruction_lines (
      instruction_id bigint NOT NULL REFERENCES instructions,
      line_no        integer NOT NULL,
      subject_kind   text NOT NULL,
      subject_id     bigint NOT NULL,
      amount_minor   bigint NOT NULL,
      currency       text NOT NULL,
      note           text NOT NULL,
      outcome        text,
      decided_by     text,
      decided_at     timestamptz,
      PRIMARY KEY (instruction_id, line_no),
      UNIQUE (instruction_id, subject_kind, subject_id)
    );

    CREATE INDEX audit_subject ON audit (subject);

    -- Which instructions a person's digest of a Monday carried; a row without any says that none qualified.
    CREATE TABLE digests (
      recipient     text NOT NULL,
      period        date NOT NULL,
      made_at       timestamptz NOT NULL,
      instructions  bigint[] NOT NULL,
      PRIMARY KEY (recipient, period)
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    DROP TABLE digests, instruction_lines;
    DROP INDEX audit_subject;
    DROP INDEX mails_group;
    ALTER TABLE mails DROP COLUMN html;
    ALTER TABLE instructions ADD COLUMN detail text NOT NULL DEFAULT '';
    UPDATE instructions SET detail = coalesce(facts->>'detail', '');
    ALTER TABLE instructions DROP COLUMN dossier_id, DROP COLUMN facts, DROP COLUMN cut_off_at, DROP COLUMN assigned_to,
      DROP COLUMN handovers, DROP COLUMN snoozed_until;
    DROP TABLE task_inputs, tasks, dossiers;
  `);
}
