import type { Knex } from 'knex';

/** The life of a mandate: asked for, signed, amended, expired, and what customers and accounts need for it. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE creditors
      -- lines of the postal address, as they stand on the mandate form
      ADD COLUMN address text[] NOT NULL DEFAULT '{}',
      -- a customer's new account needs a new mandate; else the old one is amended (M8)
      ADD COLUMN new_mandate_on_account_change boolean NOT NULL DEFAULT false;
    ALTER TABLE creditor_accounts
      -- after a change of account the next collection is FRST; else RCUR (M8)
      ADD COLUMN amended_as_frst boolean NOT NULL DEFAULT true;
    ALTER TABLE customers
      -- was debited before this system took over; counts as a collection for the conversion (M6)
      ADD COLUMN collected_before boolean NOT NULL DEFAULT false;

    ALTER TABLE mandates
      -- not known while it is to be signed by a customer without an account
      ALTER COLUMN bank_account_id DROP NOT NULL,
      -- null for those of earlier releases
      ADD COLUMN made_on date,
      ADD COLUMN signed_place text,
      ADD COLUMN signed_channel text,
      -- SHA-256 of the scan in the archive
      ADD COLUMN scan_sha256 text,
      -- asking for the signature: when it is due, how often it was asked for, and what went out last
      ADD COLUMN ask_due_on date,
      ADD COLUMN asked_count integer NOT NULL DEFAULT 0,
      ADD COLUMN asked_on date,
      -- the account that the debtor's bank knows, until a collection from the new one is accepted
      ADD COLUMN amended_from_account_id bigint REFERENCES bank_accounts,
      -- what the file says of it: its IBAN where both are at one bank, else SMNDA
      ADD COLUMN amended_original text,
      -- the mandate that this one takes the place of when it is signed
      ADD COLUMN replaces_id bigint REFERENCES mandates,
      ADD COLUMN expiry_warned_on date,
      -- agreements of payment centres use the same table (M12)
      ADD COLUMN data_status text NOT NULL DEFAULT 'ok' CHECK (data_status IN ('incomplete', 'ok')),
      ADD COLUMN transfer_status text NOT NULL DEFAULT 'not_to_transfer'
        CHECK (transfer_status IN ('not_to_transfer', 'to_transfer', 'transferred', 'confirmed', 'refused')),
      -- its name in the id of its workflow: the reference, or its number where that cannot stand there
      ADD COLUMN signing_key text GENERATED ALWAYS AS (
        CASE WHEN umr ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$' AND regexp_replace(umr, '[._-]', '', 'g') !~* '[A-Z]{2}[0-9]{2}[A-Z0-9]{11}'
             THEN umr ELSE 'number-' || id END) STORED,
      ADD CONSTRAINT mandates_account CHECK (bank_account_id IS NOT NULL OR state NOT IN ('awaiting_bank_registration', 'active'));
    UPDATE mandates SET transfer_status = 'confirmed' WHERE first_accepted_on IS NOT NULL;

    DROP INDEX mandates_one_living_recurring;
    CREATE UNIQUE INDEX mandates_one_living_recurring ON mandates (customer_id, creditor_id, scheme)
      WHERE kind = 'recurring'
        AND (state IN ('awaiting_bank_registration', 'active') OR (state = 'to_sign' AND replaces_id IS NULL));
    CREATE UNIQUE INDEX mandates_one_replacement ON mandates (replaces_id) WHERE state = 'to_sign';

    -- Letters that ask for a signature, to be printed in a batch.
    CREATE TABLE letters (
      id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      creditor_id   bigint NOT NULL REFERENCES creditors,
      mandate_id    bigint NOT NULL REFERENCES mandates,
      ask_no        integer NOT NULL,
      queued_on     date NOT NULL,
      printed_at    timestamptz,
      printed_by    text,
      UNIQUE (mandate_id, ask_no)
    );

    -- How many asks for a signature went out on a day: there is a bound.
    CREATE TABLE asks_a_day (
      day           date PRIMARY KEY,
      count         integer NOT NULL
    );

    ALTER TABLE mails
      -- a file of the archive that goes with it
      ADD COLUMN attachment_sha256 text,
      ADD COLUMN attachment_name text;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE mails DROP COLUMN attachment_sha256, DROP COLUMN attachment_name;
    DROP TABLE asks_a_day, letters;
    DROP INDEX mandates_one_replacement, mandates_one_living_recurring;
    ALTER TABLE mandates DROP COLUMN signing_key, DROP CONSTRAINT mandates_account;
    DELETE FROM mandates WHERE bank_account_id IS NULL OR (state = 'to_sign' AND replaces_id IS NOT NULL);
    ALTER TABLE mandates
      ALTER COLUMN bank_account_id SET NOT NULL, DROP COLUMN made_on, DROP COLUMN signed_place, DROP COLUMN signed_channel,
      DROP COLUMN scan_sha256, DROP COLUMN ask_due_on, DROP COLUMN asked_count, DROP COLUMN asked_on,
      DROP COLUMN amended_from_account_id, DROP COLUMN amended_original, DROP COLUMN replaces_id, DROP COLUMN expiry_warned_on, DROP COLUMN data_status,
      DROP COLUMN transfer_status;
    CREATE UNIQUE INDEX mandates_one_living_recurring ON mandates (customer_id, creditor_id, scheme)
      WHERE kind = 'recurring' AND state IN ('to_sign', 'awaiting_bank_registration', 'active');
    ALTER TABLE customers DROP COLUMN collected_before;
    ALTER TABLE creditor_accounts DROP COLUMN amended_as_frst;
    ALTER TABLE creditors DROP COLUMN address, DROP COLUMN new_mandate_on_account_change;
  `);
}
