import type { Knex } from 'knex';

/** What stands of us in a frozen file, as it was when it was frozen: it is written, cancelled and reversed with that. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE submissions ADD COLUMN frozen_system jsonb;
    UPDATE submissions s
       SET frozen_system = jsonb_build_object('code', y.code, 'adapter', y.adapter, 'creditor', c.code,
             'creditor_identifier', c.identifier, 'account_name', a.name, 'account_iban', a.iban, 'account_bic', a.bic,
             'message_version', y.message_version, 'batch_booking', y.batch_booking, 'betalingsservice', y.betalingsservice)
      FROM collection_systems y
      JOIN creditors c ON c.id = y.creditor_id
      JOIN creditor_accounts a ON a.id = y.creditor_account_id
     WHERE y.id = s.system_id;
    ALTER TABLE submissions ALTER COLUMN frozen_system SET NOT NULL;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE submissions DROP COLUMN frozen_system');
}
