import type { Knex } from 'knex';

/** Money that came in for nothing that asks for it, and what people made of it (P13). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- One for each match with the effect 'unapplied'. open_minor: what nobody has decided on yet.
    CREATE TABLE unapplied_payments (
      id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      creditor_id   bigint NOT NULL REFERENCES creditors,
      file_id       bigint NOT NULL,
      record_no     integer NOT NULL,
      part_no       integer NOT NULL,
      customer_id   bigint REFERENCES customers,
      currency      text NOT NULL,
      amount_minor  bigint NOT NULL CHECK (amount_minor > 0),
      open_minor    bigint NOT NULL CHECK (open_minor BETWEEN 0 AND amount_minor),
      state         text NOT NULL,
      state_since   timestamptz NOT NULL,
      UNIQUE (file_id, record_no, part_no),
      FOREIGN KEY (file_id, record_no, part_no) REFERENCES matches
    );
    CREATE INDEX unapplied_payments_kept ON unapplied_payments (customer_id) WHERE state = 'kept';

    -- Parts of an unapplied payment, numbered on after the parts of its record, so that each is a source of its own in the
    -- ledger. Negative: an assignment that was taken back. gone_back: the bank took it back, with the record that has this place.
    CREATE TABLE payment_allocations (
      file_id       bigint NOT NULL,
      record_no     integer NOT NULL,
      part_no       integer NOT NULL,
      unapplied_payment_id bigint NOT NULL REFERENCES unapplied_payments,
      kind          text NOT NULL CHECK (kind IN ('assigned', 'refund', 'not_ours', 'gone_back')),
      item_id       bigint REFERENCES items,
      amount_minor  bigint NOT NULL CHECK (amount_minor <> 0),
      allocated_on  date NOT NULL,
      PRIMARY KEY (file_id, record_no, part_no),
      CHECK ((item_id IS NULL) = (kind IN ('not_ours', 'gone_back')))
    );
    CREATE INDEX payment_allocations_payment ON payment_allocations (unapplied_payment_id);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE payment_allocations, unapplied_payments');
}
