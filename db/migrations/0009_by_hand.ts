import type { Knex } from 'knex';

/** Files that a person gives, for systems without direct communication (C1). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE inbound_files
      -- lies in no inbox: nothing is to be put aside when it is done
      ADD COLUMN given_by_hand boolean NOT NULL DEFAULT false`);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE inbound_files DROP COLUMN given_by_hand');
}
