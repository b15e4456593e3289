import type { Knex } from 'knex';

/** Betalingsservice beside SEPA: its settings, agreements, customer numbers, and payments that come without an account. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE collection_systems
      -- what only systems of Betalingsservice have: BetalingsserviceSettings
      ADD COLUMN betalingsservice jsonb;
    ALTER TABLE customers
      -- Danish number of a person or a company: for agreements that start here, and slips to a digital mailbox
      ADD COLUMN cpr_cvr text;
    -- customer numbers come back from the centre with other zeros in front
    CREATE INDEX customers_number_without_zeros ON customers (creditor_id, ltrim(number, '0'));

    ALTER TABLE mandates
      DROP CONSTRAINT mandates_scheme_check,
      ADD CONSTRAINT mandates_scheme_check CHECK (scheme IN ('CORE', 'B2B', 'BS')),
      DROP CONSTRAINT mandates_account,
      -- the account of an agreement that was made at the centre is known to the centre only
      ADD CONSTRAINT mandates_account
        CHECK (bank_account_id IS NOT NULL OR scheme = 'BS' OR state NOT IN ('awaiting_bank_registration', 'active')),
      -- 9 digits that the centre gave the agreement
      ADD COLUMN agreement_number text;
    -- the first collection changes every mandate of a file once: there must be room for it on the page
    ALTER TABLE mandates SET (fillfactor = 50);

    ALTER TABLE submissions
      -- of Betalingsservice a file of collections may hold disbursements too
      ADD COLUMN kind text NOT NULL DEFAULT 'collections' CHECK (kind IN ('collections', 'disbursements', 'agreements'));
    ALTER TABLE submission_lines
      -- a payment slip has no mandate, an agreement no date and account that we know
      ALTER COLUMN umr DROP NOT NULL,
      ALTER COLUMN signed_on DROP NOT NULL,
      ALTER COLUMN debtor_iban DROP NOT NULL,
      -- at Betalingsservice, without leading zeros
      ADD COLUMN customer_number text;

    ALTER TABLE inbound_records
      ADD COLUMN customer_number text NOT NULL DEFAULT '';

    -- A credit note is what is owed to the customer: below zero, as long as it was not paid out.
    UPDATE item_balances b SET open_minor = -i.amount_minor FROM items i WHERE i.id = b.item_id AND i.kind = 'credit_note';

    -- Where money is booked from: the accounts of banks, and the creditors' numbers at Betalingsservice.
    CREATE VIEW money_sources AS
      SELECT iban AS account, creditor_id, books_from FROM creditor_accounts
      UNION ALL
      SELECT DISTINCT betalingsservice->>'pbs_number', creditor_id, 'bs.0602' FROM collection_systems
       WHERE betalingsservice IS NOT NULL;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    DROP VIEW money_sources;
    UPDATE item_balances b SET open_minor = 0 FROM items i WHERE i.id = b.item_id AND i.kind = 'credit_note';
    ALTER TABLE inbound_records DROP COLUMN customer_number;
    DELETE FROM submission_lines WHERE umr IS NULL OR signed_on IS NULL OR debtor_iban IS NULL;
    ALTER TABLE submission_lines DROP COLUMN customer_number, ALTER COLUMN umr SET NOT NULL, ALTER COLUMN signed_on SET NOT NULL,
      ALTER COLUMN debtor_iban SET NOT NULL;
    ALTER TABLE submissions DROP COLUMN kind;
    DELETE FROM mandates WHERE scheme = 'BS';
    ALTER TABLE mandates SET (fillfactor = 80);
    ALTER TABLE mandates
      DROP COLUMN agreement_number,
      DROP CONSTRAINT mandates_account,
      ADD CONSTRAINT mandates_account CHECK (bank_account_id IS NOT NULL OR state NOT IN ('awaiting_bank_registration', 'active')),
      DROP CONSTRAINT mandates_scheme_check,
      ADD CONSTRAINT mandates_scheme_check CHECK (scheme IN ('CORE', 'B2B'));
    DROP INDEX customers_number_without_zeros;
    ALTER TABLE customers DROP COLUMN cpr_cvr;
    ALTER TABLE collection_systems DROP COLUMN betalingsservice;
  `);
}
