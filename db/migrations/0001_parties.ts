import type { Knex } from 'knex';

/** Who: operators, creditors and their accounts, customers, bank accounts, mandates, open items. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE operators (
      id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      code          text NOT NULL UNIQUE,
      name          text NOT NULL,
      email         text,
      language      text NOT NULL DEFAULT 'en',
      zone          text NOT NULL DEFAULT 'Europe/Amsterdam',
      roles         text[] NOT NULL DEFAULT '{}',
      creditors     text[] NOT NULL DEFAULT '{}'
    );

    CREATE TABLE creditors (
      id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      code          text NOT NULL UNIQUE,
      name          text NOT NULL,
      zone          text NOT NULL,
      currency      text NOT NULL,
      identifier    text
    );

    CREATE TABLE creditor_accounts (
      id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      creditor_id   bigint NOT NULL REFERENCES creditors,
      code          text NOT NULL,
      name          text NOT NULL,
      iban          text NOT NULL UNIQUE,
      bic           text,
      books_from    text NOT NULL DEFAULT 'camt.054' CHECK (books_from IN ('camt.053', 'camt.054')),
      first_as_frst boolean NOT NULL DEFAULT false,
      UNIQUE (creditor_id, code)
    );

    CREATE TABLE customers (
      id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      creditor_id   bigint NOT NULL REFERENCES creditors,
      number        text NOT NULL,
      name          text NOT NULL,
      -- as it stands in files: transliterated and cut when the customer was stored
      sepa_name     text NOT NULL,
      email         text,
      language      text NOT NULL DEFAULT 'en',
      country       text NOT NULL,
      street        text,
      building      text,
      postcode      text,
      town          text,
      sepa_address  jsonb,
      collect_automatically        boolean NOT NULL DEFAULT false,
      mandate_required_per_invoice boolean NOT NULL DEFAULT false,
      UNIQUE (creditor_id, number)
    );

    CREATE TABLE bank_accounts (
      id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      customer_id   bigint NOT NULL REFERENCES customers,
      iban          text NOT NULL,
      bic           text,
      added_on      date NOT NULL,
      closed_on     date,
      UNIQUE (customer_id, iban)
    );

    CREATE TABLE items (
      id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      creditor_id   bigint NOT NULL REFERENCES creditors,
      customer_id   bigint NOT NULL REFERENCES customers,
      kind          text NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
      number        text NOT NULL,
      issued_on     date NOT NULL,
      due_on        date NOT NULL,
      currency      text NOT NULL,
      amount_minor  bigint NOT NULL CHECK (amount_minor > 0),
      description   text NOT NULL,
      remittance    text NOT NULL,
      collect_automatically boolean NOT NULL,
      mandate_required      boolean NOT NULL,
      UNIQUE (creditor_id, number)
    );
    CREATE INDEX items_customer ON items (customer_id);

    -- The open amount stands apart: it changes, the item does not.
    CREATE TABLE item_balances (
      item_id       bigint PRIMARY KEY REFERENCES items,
      open_minor    bigint NOT NULL
    ) WITH (fillfactor = 50);

    CREATE TABLE mandates (
      id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      creditor_id   bigint NOT NULL REFERENCES creditors,
      customer_id   bigint NOT NULL REFERENCES customers,
      bank_account_id bigint NOT NULL REFERENCES bank_accounts,
      umr           text NOT NULL,
      umr_key       text NOT NULL,
      scheme        text NOT NULL CHECK (scheme IN ('CORE', 'B2B')),
      kind          text NOT NULL CHECK (kind IN ('recurring', 'one_off')),
      item_id       bigint REFERENCES items,
      origin        text NOT NULL DEFAULT 'sepa' CHECK (origin IN ('sepa', 'converted')),
      state         text NOT NULL,
      state_since   timestamptz NOT NULL,
      suspended_reason text,
      signed_on     date,
      first_accepted_on date,
      UNIQUE (creditor_id, umr_key)
    ) WITH (fillfactor = 80);
    CREATE INDEX mandates_customer ON mandates (customer_id);
    CREATE UNIQUE INDEX mandates_one_living_recurring ON mandates (customer_id, creditor_id, scheme)
      WHERE kind = 'recurring' AND state IN ('to_sign', 'awaiting_bank_registration', 'active');
    CREATE UNIQUE INDEX mandates_one_living_one_off ON mandates (item_id)
      WHERE kind = 'one_off' AND state IN ('to_sign', 'awaiting_bank_registration', 'active', 'completed');
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(
    'DROP TABLE mandates, item_balances, items, bank_accounts, customers, creditor_accounts, creditors, operators',
  );
}
