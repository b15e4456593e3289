import type { Knex } from 'knex';

/**
 * A settled line after which something of its item is open still (a slip paid in part), or again (an assignment taken back): it
 * stays settled, and another line may collect the rest.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE submission_lines ADD COLUMN rest_open_at timestamptz;
    DROP INDEX submission_lines_in_flight;
    CREATE UNIQUE INDEX submission_lines_in_flight ON submission_lines (item_id)
      WHERE released_at IS NULL AND rest_open_at IS NULL;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE submission_lines DROP COLUMN rest_open_at;
    CREATE UNIQUE INDEX submission_lines_in_flight ON submission_lines (item_id) WHERE released_at IS NULL;
  `);
}
