import type { Ports } from '../../activities/index.ts';
import { inTransaction, run, type Transaction } from '../../db/connection.ts';
import type { BetalingsserviceSettings } from '../../domain/betalingsservice/settings.ts';
import { automaticResult, deliveryEnd, deliveryStart, sectionEnd, sectionRecord } from '../../formats/nets/layouts.ts';
import { RecordChunks } from '../../formats/nets/recordChunks.ts';
import { writeRecord } from '../../formats/nets/recordForm.ts';
import { debtorOf } from './debtors.ts';
import { checkItemNumbers, proposeAll, type ReceivedFile, receivePayments } from './office.ts';

export const danishSystem = 'nets-dansk';

const settings: BetalingsserviceSettings = {
  supplier: '34191234',
  subsystem: 'BS1',
  pbs_number: '03985644',
  debtor_group: '00001',
  creditor_id: 'DANSK',
  main_text: 'Dansk Fjernvarme A/S',
  net_rule: 'net',
  blanks_before_id: false,
  cancellation: '0126/0257',
};
const paymentOn = '2026-12-01';

/** A creditor at Betalingsservice, and as many customers with agreement, open item and ready collection as asked for. */
export async function insertDanishOffice(ports: Ports, collections: number): Promise<void> {
  await inTransaction(ports.db, async (trx) => {
    await insertCreditor(trx, collections);
    await insertDebtors(trx, collections);
  });
  await proposeAll(ports, danishSystem, collections);
}

/** A delivery 0602 in the archive, received and not yet read, that settles the collections 1 to `collections`. */
export async function receiveDanishSettlement(ports: Ports, collections: number): Promise<ReceivedFile> {
  return receivePayments(ports, danishSystem, 'bs0602.txt', bs0602File(collections));
}

/** Every automatic payment completed, in one section. The reference of a collection is its id. */
export async function* bs0602File(collections: number): AsyncGenerator<Uint8Array> {
  const { supplier, subsystem, pbs_number, debtor_group } = settings;
  const own = { supplier, subsystem, delivery_type: '0602' };
  const section = { pbs_number, section: '0211', debtor_group };
  const chunks = new RecordChunks();
  let sum = 0;
  chunks.add(writeRecord(deliveryStart, { ...own, delivery_id: '1', created_on: paymentOn }));
  chunks.add(writeRecord(sectionRecord, { pbs_number, code: section.section }));
  for (let number = 1; number <= collections; number += 1) {
    const { amountMinor } = debtorOf(number);
    sum += amountMinor;
    chunks.add(
      writeRecord(automaticResult, {
        pbs_number,
        code: '0236',
        debtor_group,
        customer_number: `K${number}`,
        mandate_number: number,
        due_on: paymentOn,
        sign: 1,
        amount: amountMinor,
        reference: number,
        paid_on: paymentOn,
        booked_on: paymentOn,
        paid_amount: amountMinor,
      }),
    );
    if (chunks.isFull()) yield chunks.take();
  }
  const totals = { count_042: collections, net_amount: sum };
  chunks.add(writeRecord(sectionEnd, { ...section, ...totals }));
  chunks.add(writeRecord(deliveryEnd, { ...own, count_sections: 1, ...totals }));
  yield chunks.take();
}

async function insertCreditor(trx: Transaction, collections: number): Promise<void> {
  await trx.raw(
    `INSERT INTO creditors (code, name, zone, currency) VALUES ('dansk', 'Dansk Fjernvarme A/S', 'Europe/Copenhagen', 'DKK')`,
  );
  await trx.raw(
    `INSERT INTO creditor_accounts (creditor_id, code, name, iban)
     SELECT id, 'main', 'Dansk Fjernvarme', 'DK5000400440116243' FROM creditors`,
  );
  await run(
    trx,
    `INSERT INTO collection_systems (code, adapter, creditor_id, creditor_account_id, exchange, message_version, cut_off,
       lead_days, max_amount_minor, max_lines, propose_before_send, betalingsservice)
     SELECT :system, 'nets-basis', a.creditor_id, a.id, '{}', 'bs.0601', '', 0, 500000, :max_lines, true, :settings::jsonb
       FROM creditor_accounts a`,
    { system: danishSystem, max_lines: collections, settings: JSON.stringify(settings) },
  );
}

/** Amounts are those of `debtorOf`. */
async function insertDebtors(trx: Transaction, count: number): Promise<void> {
  await run(
    trx,
    `INSERT INTO customers (creditor_id, number, name, sepa_name, country, collect_automatically)
     SELECT k.id, 'K' || n, 'Bjørn Ærø ' || n, 'Bjorn Aero ' || n, 'DK', true
       FROM creditors k CROSS JOIN generate_series(1, :count::int) n ORDER BY n`,
    { count },
  );
  await trx.raw(`
    INSERT INTO mandates (creditor_id, customer_id, umr, umr_key, scheme, kind, state, state_since, agreement_number, transfer_status)
    SELECT creditor_id, id, 'BS-' || number, 'BS-' || number, 'BS', 'recurring', 'active', '2025-12-01T00:00:00Z',
           lpad(id::text, 9, '0'), 'confirmed'
      FROM customers ORDER BY id`);
  await run(
    trx,
    `INSERT INTO items (creditor_id, customer_id, kind, number, issued_on, due_on, currency, amount_minor, description,
       remittance, collect_automatically, mandate_required)
     SELECT creditor_id, id, 'invoice', 'F' || id, '2026-11-02', :due::date, 'DKK', 1000 + (id * 7919) % 90000,
            'Fjernvarme, første kvartal', 'F' || id, true, false
       FROM customers ORDER BY id`,
    { due: paymentOn },
  );
  await trx.raw('INSERT INTO item_balances (item_id, open_minor) SELECT id, amount_minor FROM items ORDER BY id');
  await checkItemNumbers(trx);
}
