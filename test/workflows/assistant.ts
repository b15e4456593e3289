import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeAll, expect } from 'vitest';

import type { Context } from '../../client/context.ts';
import { importFile, type ImportNoun } from '../../client/imports.ts';
import { many, run } from '../../db/connection.ts';
import { listMandates } from '../../db/mandateLists.ts';
import { addDays } from '../../domain/dates.ts';
import { contextOf, type Workplace } from './workplace.ts';

const headers = {
  customers: 'creditor,number,name,email,language,country,street,building,postcode,town,collect_automatically,mandate_required_per_invoice,collected_before',
  'bank-accounts': 'creditor,customer,iban,bic,added_on',
  items: 'creditor,customer,kind,number,issued_on,due_on,currency,amount,description,collect_automatically,mandate_required',
} as const; // prettier-ignore

/** What an assistant does with mandates in an office that proposes by itself and collects at once. */
export function assistantOf(office: Workplace) {
  beforeAll(() =>
    run(office.db, 'UPDATE collection_systems SET propose_before_send = true, pre_notification_days = 0'),
  );

  const today = async (): Promise<string> => (await office.ports.clock.now()).slice(0, 10);

  async function load(noun: keyof typeof headers & ImportNoun, ...rows: string[]): Promise<void> {
    const text = [headers[noun], ...rows].join('\n');
    const at = await office.ports.clock.now();
    const report = await importFile(office.db, noun, (async function* () { yield Buffer.from(text); })(), { actor: 'anna', at }); // prettier-ignore
    expect(report).toMatchObject({ refused: 0 });
    await office.drain();
  }

  return {
    today,
    as: (operator: string): Promise<Context> => contextOf(office, operator),
    /** A customer with settings, and an account where one is given. */
    addCustomer: async (
      number: string,
      { collect = 'yes', perInvoice = 'no', email = '', before = 'no', iban = '' } = {},
    ): Promise<void> => {
      await load(
        'customers',
        `noord,${number},Client ${number},${email},fr,NL,Rue,1,1000 AA,Ville,${collect},${perInvoice},${before}`,
      );
      if (iban !== '') await load('bank-accounts', `noord,${number},${iban},,2025-01-01`);
    },
    /** An invoice of twenty days ago that is due today. */
    addItem: async (customer: string, number: string, amount = '25.00'): Promise<void> => {
      const due = await today();
      await load('items', `noord,${customer},invoice,${number},${addDays(due, -20)},${due},EUR,${amount},Facture,,`);
    },
    mandatesOf: async (customer: string) =>
      (await listMandates(office.db, { customer, limit: 100 })).map(
        ({ umr, kind, state }) => `${umr} ${kind} ${state}`,
      ),
    running: (umr: string) => office.client.workflow.getHandle(`mandate-signing/noord/${umr}`),
    /** Sends what is due, and gives the newest file as it went to the bank. */
    send: async (system = 'sepa-noord'): Promise<string> => {
      await office.runJob('collectionSend', { system, actor: 'anna' });
      const [row] = await many<{ message_id: string }>(
        office.db,
        'SELECT message_id FROM submissions ORDER BY id DESC LIMIT 1',
      );
      await office.becomes(row?.message_id ?? '', 'delivered');
      return readFile(join(office.dir, 'bank/to-bank', `${row?.message_id}.xml`), 'utf8');
    },
  };
}

/** The transaction of a mandate in a file; '' when it has none. */
export function transactionOf(xml: string, umr: string): string {
  const transactions = xml.match(/<DrctDbtTxInf>.*<\/DrctDbtTxInf>/g) ?? [];
  return transactions.find((one) => one.includes(`<MndtId>${umr}</MndtId>`)) ?? '';
}

/** The batch of a mandate in a file. */
export function batchOf(xml: string, umr: string): string {
  return xml.split('<PmtInf>').find((batch) => batch.includes(`<MndtId>${umr}</MndtId>`)) ?? '';
}
