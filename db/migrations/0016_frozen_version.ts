import type { Knex } from 'knex';

/** A frozen file is written, cancelled and reversed in the version that its bank took then, whatever it takes today. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE submissions ADD COLUMN message_version text;
    UPDATE submissions s SET message_version = y.message_version FROM collection_systems y WHERE y.id = s.system_id;
    ALTER TABLE submissions ALTER COLUMN message_version SET NOT NULL;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE submissions DROP COLUMN message_version');
}
