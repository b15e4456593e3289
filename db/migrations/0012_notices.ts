import type { Knex } from 'knex';

/** Pre-notification by e-mail (C15): which customers get it, and what the last mail told them of each line. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE customers
      -- what tells them of a debit in advance
      ADD COLUMN pre_notification text NOT NULL DEFAULT 'invoice' CHECK (pre_notification IN ('invoice', 'email'));

    -- What the last mail to the customer says of a line; collections.notified_on is the day on which it was sent.
    CREATE TABLE pre_notifications (
      collection_id   bigint PRIMARY KEY REFERENCES collections,
      mail_id         bigint NOT NULL REFERENCES mails ON DELETE CASCADE,
      mandate_id      bigint NOT NULL REFERENCES mandates,
      bank_account_id bigint NOT NULL REFERENCES bank_accounts,
      amount_minor    bigint NOT NULL,
      collection_on   date NOT NULL
    );
    CREATE INDEX pre_notifications_mail ON pre_notifications (mail_id);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    DROP TABLE pre_notifications;
    ALTER TABLE customers DROP COLUMN pre_notification;
  `);
}
