import type { Knex } from 'knex';

/** Files that a person takes out by hand (C1), and files that are expected of a bank on its days. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE delivery_attempts
      -- who took the file out, of a system without direct communication; NULL where its workflow delivers
      ADD COLUMN taken_by text;
    ALTER TABLE collection_systems
      -- ExpectedFile[]
      ADD COLUMN expected_files jsonb NOT NULL DEFAULT '[]',
      -- when they were set or changed; nothing is expected before
      ADD COLUMN expected_since timestamptz`);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE collection_systems DROP COLUMN expected_files, DROP COLUMN expected_since;
    ALTER TABLE delivery_attempts DROP COLUMN taken_by`);
}
