import type { Knex } from 'knex';

/** What happened and what must happen next: transitions, audit, job runs, wakeups. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE transitions (
      id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      subject_kind  text NOT NULL,
      subject_id    bigint NOT NULL,
      from_state    text,
      to_state      text NOT NULL,
      at            timestamptz NOT NULL,
      actor         text NOT NULL,
      reason        text,
      cause         text
    );
    CREATE INDEX transitions_subject ON transitions (subject_kind, subject_id);
    CREATE TRIGGER transitions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON transitions
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

    CREATE TABLE audit (
      id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      at            timestamptz NOT NULL,
      actor         text NOT NULL,
      action        text NOT NULL,
      subject       text NOT NULL,
      detail        jsonb NOT NULL DEFAULT '{}'
    );
    CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

    CREATE TABLE job_runs (
      id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      job           text NOT NULL,
      scope         text NOT NULL,
      workflow_id   text NOT NULL,
      run_id        text NOT NULL,
      actor         text NOT NULL,
      started_at    timestamptz NOT NULL,
      ended_at      timestamptz,
      outcome       text,
      report        jsonb
    );
    CREATE UNIQUE INDEX job_runs_one_running ON job_runs (job, scope) WHERE ended_at IS NULL;

    -- A workflow that must look at its row. Deleted when the look was delivered.
    CREATE TABLE wakeups (
      workflow_id   text PRIMARY KEY,
      workflow_type text NOT NULL,
      subject_id    bigint NOT NULL,
      summary       text NOT NULL,
      version       bigint NOT NULL DEFAULT 1,
      asked_at      timestamptz NOT NULL
    );

    -- Rows that wait while no workflow works on them, as the silence check found them.
    CREATE TABLE idle_rows (
      workflow_id   text PRIMARY KEY,
      times         integer NOT NULL,
      since         timestamptz NOT NULL
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE idle_rows, wakeups, job_runs, audit, transitions');
}
