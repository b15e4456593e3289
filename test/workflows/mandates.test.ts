import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeAll, describe, expect, test } from 'vitest';

import { importFile, type ImportNoun } from '../../client/imports.ts';
import {
  actOnMandate,
  addCustomerAccount,
  changeCustomer,
  convert,
  create,
  printLetters,
  readCustomer,
  readMandate,
  sign,
} from '../../client/mandates.ts';
import { listCollections } from '../../db/collections.ts';
import { many, run } from '../../db/connection.ts';
import { listInstructions } from '../../db/instructions.ts';
import { listMandates, listSignals, listToSign } from '../../db/mandateLists.ts';
import { addDays } from '../../domain/dates.ts';
import { testIban } from '../support/fixtures.ts';
import { eventually } from '../support/office.ts';
import { contextOf, refusal, testWorkplace } from './workplace.ts';

const office = testWorkplace('mandates');
let today: string;

beforeAll(async () => {
  today = (await office.ports.clock.now()).slice(0, 10);
  await run(office.db, `UPDATE collection_systems SET propose_before_send = true, pre_notification_days = 0`);
});

const as = (operator: string) => contextOf(office, operator);

const headers = {
  customers: 'creditor,number,name,email,language,country,street,building,postcode,town,collect_automatically,mandate_required_per_invoice,collected_before',
  'bank-accounts': 'creditor,customer,iban,bic,added_on',
  items: 'creditor,customer,kind,number,issued_on,due_on,currency,amount,description,collect_automatically,mandate_required',
} as const; // prettier-ignore

async function load(noun: keyof typeof headers & ImportNoun, ...rows: string[]): Promise<void> {
  const text = [headers[noun], ...rows].join('\n');
  const at = await office.ports.clock.now();
  const report = await importFile(office.db, noun, (async function* () { yield Buffer.from(text); })(), { actor: 'anna', at }); // prettier-ignore
  expect(report).toMatchObject({ refused: 0 });
  await office.drain();
}

/** A customer as the assistant makes one: number, with account and settings. */
async function addCustomer(
  number: string,
  { collect = 'yes', perInvoice = 'no', email = '', before = 'no', iban = '' } = {},
): Promise<void> {
  await load(
    'customers',
    `noord,${number},Client ${number},${email},fr,NL,Rue,1,1000 AA,Ville,${collect},${perInvoice},${before}`,
  );
  if (iban !== '') await load('bank-accounts', `noord,${number},${iban},,2025-01-01`);
}

const addItem = (customer: string, number: string, amount = '25.00') =>
  load('items', `noord,${customer},invoice,${number},${addDays(today, -20)},${today},EUR,${amount},Facture,,`);

const mandatesOf = async (customer: string) =>
  (await listMandates(office.db, { customer, limit: 100 })).map(({ umr, kind, state }) => `${umr} ${kind} ${state}`);

const running = (umr: string) => office.client.workflow.getHandle(`mandate-signing/noord/${umr}`);

/** Sends what is due, and gives the newest file as it went to the bank. */
async function send(input?: { system: string; actor: string }): Promise<string> {
  await office.runJob('collectionSend', input);
  const [row] = await many<{ message_id: string }>(
    office.db,
    'SELECT message_id FROM submissions ORDER BY id DESC LIMIT 1',
  );
  await office.becomes(row?.message_id ?? '', 'delivered');
  return readFile(join(office.dir, 'bank/to-bank', `${row?.message_id}.xml`), 'utf8');
}

/** The transaction of a mandate in a file. */
const transactionOf = (xml: string, umr: string): string =>
  (xml.match(/<DrctDbtTxInf>.*<\/DrctDbtTxInf>/g) ?? []).find((one) => one.includes(`<MndtId>${umr}</MndtId>`)) ?? '';
const batchOf = (xml: string, umr: string): string =>
  xml.split('<PmtInf>').find((batch) => batch.includes(`<MndtId>${umr}</MndtId>`)) ?? '';

describe('les huit scénarios des autorisations de prélèvement', () => {
  test("M1 scénario 1, création d'un nouveau client : Encaisser automatiquement = O, une autorisation à signer est créée automatiquement", async () => {
    await addCustomer('C1');
    expect(await mandatesOf('C1')).toEqual(['SR-C1 recurring to_sign']);
    expect((await running('SR-C1').describe()).status.name).toBe('RUNNING');
    await addCustomer('C1b', { perInvoice: 'yes' });
    expect(await mandatesOf('C1b')).toEqual([]);
    await addCustomer('C1c', { collect: 'no' });
    expect(await mandatesOf('C1c')).toEqual([]);
    await changeCustomer(await as('anna'), { number: 'C1c' }, { collect_automatically: true }, undefined);
    expect(await mandatesOf('C1c')).toEqual(['SR-C1c recurring to_sign']);
  });

  test('M2 scénario 2, journalisation : une autorisation unique à signer se crée pour les factures de ces clients', async () => {
    await addCustomer('C2', { perInvoice: 'yes' });
    await addItem('C2', 'F2-1');
    await addItem('C2', 'F2-2');
    expect(await mandatesOf('C2')).toEqual(['SO-F2-1 one_off to_sign', 'SO-F2-2 one_off to_sign']);
  });

  test("M3 scénario 3, exigée par facture : l'autorisation continue à signer est supprimée, une unique pour tous les postes impayés", async () => {
    await addCustomer('C3');
    await addItem('C3', 'F3-1');
    await addItem('C3', 'F3-2');
    const set = (mandate_required_per_invoice: boolean, apply_to_items: boolean) =>
      as('anna').then((anna) =>
        changeCustomer(anna, { number: 'C3' }, { mandate_required_per_invoice, apply_to_items }, undefined),
      );
    await set(true, false);
    expect(await mandatesOf('C3')).toEqual(['SR-C3 recurring deleted']);
    await set(true, true);
    expect((await mandatesOf('C3')).slice(1)).toEqual(['SO-F3-1 one_off to_sign', 'SO-F3-2 one_off to_sign']);
    await set(false, true);
    expect(await mandatesOf('C3')).toEqual([
      'SR-C3 recurring deleted',
      'SO-F3-1 one_off deleted',
      'SO-F3-2 one_off deleted',
      'SR-C3-2 recurring to_sign',
    ]);
    await office.drain();
    expect(await running('SR-C3').result()).toBe('deleted');
  });

  test('M4 M5 scénarios 4 et 5, la carte de feu de signalisation : Retiré, un signal si encaisser = O ; puis signée de nouveau', async () => {
    await addCustomer('C4', { iban: testIban(41) });
    await sign(await as('anna'), { umr: 'SR-C4' }, { signed_on: today }, 'sign');
    const withdrawn = await actOnMandate(
      await as('anna'),
      { umr: 'SR-C4' },
      'withdraw',
      'carte de feu de signalisation',
    );
    expect(withdrawn.message).toContain('customer C4 is still set to be collected from');
    const signals = async () => (await listSignals(office.db, { limit: 100 })).filter((line) => line.customer === 'C4');
    expect((await signals()).map((line) => line.signal)).toEqual(['no mandate for customer C4: SR-C4 is withdrawn']);
    expect((await listToSign(office.db, { limit: 100 })).map((line) => line.customer)).not.toContain('C4');
    await changeCustomer(await as('anna'), { number: 'C4' }, { collect_automatically: false }, undefined);
    expect(await signals()).toEqual([]);
    await changeCustomer(await as('anna'), { number: 'C4' }, { collect_automatically: true }, undefined);
    expect(await mandatesOf('C4')).toEqual(['SR-C4 recurring withdrawn']);
    await office.pass('3 days');
    const again = addDays(today, 2);
    await sign(await as('bert'), { umr: 'sr- c4' }, { signed_on: again, collect: true }, 'reactivate');
    expect(await mandatesOf('C4')).toEqual(['SR-C4 recurring active']);
    const { mandate, history } = await readMandate(await as('anna'), { umr: 'SR-C4' });
    expect(mandate.signed_on).toBe(again);
    expect(history.map((line) => [line.to_state, line.actor])).toEqual([
      ['to_sign', 'anna'],
      ['active', 'anna'],
      ['withdrawn', 'anna'],
      ['active', 'bert'],
    ]);
  });

  test('M6 scénario 6, conversion : les clients déjà prélevés obtiennent une autorisation convertie, les autres une à signer', async () => {
    await addCustomer('C6a', { before: 'yes', iban: testIban(61) });
    await addCustomer('C6b', { before: 'yes', iban: 'DE89370400440532013000' });
    await addCustomer('C6c', { before: 'yes' });
    await addCustomer('C6d', { before: 'yes', perInvoice: 'yes', iban: testIban(64) });
    await addCustomer('C6e', { iban: testIban(65) });
    const plan = { creditor: 'noord', country: 'NL', signed_on: '2009-11-01' };
    const toConvert = async () =>
      (await listSignals(office.db, { limit: 100 })).flatMap(({ customer, signal }) =>
        signal.endsWith('was collected from before: incasso mandates convert') ? customer : [],
      );
    expect(await toConvert()).toEqual(['C6a']);
    const dry = await convert(await as('anna'), plan, true);
    expect(await mandatesOf('C6a')).toEqual(['SR-C6a recurring to_sign']);
    const real = await convert(await as('anna'), plan, false);
    expect(real).toEqual(dry);
    expect(await toConvert()).toEqual([]);
    expect(await mandatesOf('C6a')).toEqual(['SR-C6a recurring deleted', 'SR-C6a-2 recurring active']);
    const { mandate } = await readMandate(await as('anna'), { umr: 'SR-C6a-2' });
    expect(mandate).toMatchObject({ origin: 'converted', signed_on: '2009-11-01', scheme: 'CORE', iban: testIban(61) });
    const left = real.lines.filter((line) => line.customer.startsWith('C6') && line.outcome !== 'converted');
    expect(left).toEqual([
      { customer: 'C6b', outcome: 'left', reason: 'foreign IBAN' },
      { customer: 'C6c', outcome: 'left', reason: 'no account' },
      { customer: 'C6d', outcome: 'left', reason: 'a mandate is required for each invoice' },
      { customer: 'C6e', outcome: 'to sign already', reason: 'no collection before' },
    ]);
    expect(await convert(await as('anna'), plan, false)).toMatchObject({
      converted: 0,
      to_sign: 0,
      one_offs_to_sign: 0,
    });
  });

  test("M7 scénario 7, une autorisation unique : terminée quand la facture est intégrée dans l'ordre, Actif si le prélèvement est refusé", async () => {
    await addCustomer('C7', { perInvoice: 'yes', iban: testIban(71) });
    await addItem('C7', 'F7-1');
    await sign(await as('anna'), { umr: 'SO-F7-1' }, { signed_on: addDays(today, 3) }, 'sign');
    const xml = await send();
    expect(batchOf(xml, 'SO-F7-1')).toContain('<SeqTp>OOFF</SeqTp>');
    expect(await mandatesOf('C7')).toEqual(['SO-F7-1 one_off completed']);
    await expect(actOnMandate(await as('anna'), { umr: 'SO-F7-1' }, 'withdraw', 'trop tard')).rejects.toThrow(
      'mandate SO-F7-1 is completed: it cannot be withdrawn',
    );
    const [row] = await many<{ id: number; message_id: string }>(
      office.db,
      'SELECT id, message_id FROM submissions ORDER BY id DESC LIMIT 1',
    );
    await office.pass('30 days');
    await office.decide((await office.instruction('submission_silent', row?.id ?? 0)).id, 'rejected');
    await office.becomes(row?.message_id ?? '', 'rejected');
    expect(await mandatesOf('C7')).toEqual(['SO-F7-1 one_off active']);
  });

  test("M8 scénario 8, un nouveau compte : l'ancien et le nouveau sont dans le fichier, avec FRST, jusqu'à ce que l'un soit accepté", async () => {
    const [oldIban, newIban] = [testIban(81), testIban(82)];
    await addCustomer('C8', { iban: oldIban });
    const now = (await office.ports.clock.now()).slice(0, 10);
    await sign(await as('anna'), { umr: 'SR-C8' }, { signed_on: now }, 'sign');
    const item = (number: string) => load('items', `noord,C8,invoice,${number},${now},${now},EUR,30.00,Facture,,`);
    await item('F8-1');
    expect(transactionOf(await send(), 'SR-C8')).toContain(`<DbtrAcct><Id><IBAN>${oldIban}</IBAN>`);
    await addCustomerAccount(await as('anna'), { number: 'C8' }, { iban: newIban });
    const { accounts } = await readCustomer(await as('anna'), { number: 'C8' });
    expect(accounts.map(({ iban, closed_on }) => [iban, closed_on])).toEqual([[oldIban, now], [newIban, null]]); // prettier-ignore
    await item('F8-2');
    const second = await send();
    const amended = `<AmdmntInd>true</AmdmntInd><AmdmntInfDtls><OrgnlDbtrAcct><Id><IBAN>${oldIban}</IBAN></Id></OrgnlDbtrAcct></AmdmntInfDtls>`;
    expect(transactionOf(second, 'SR-C8')).toContain(amended);
    expect(transactionOf(second, 'SR-C8')).toContain(`<DbtrAcct><Id><IBAN>${newIban}</IBAN>`);
    expect(batchOf(second, 'SR-C8')).toContain('<SeqTp>FRST</SeqTp>');
    await item('F8-3');
    expect(transactionOf(await send(), 'SR-C8')).toContain(amended);
    await addCustomerAccount(await as('anna'), { number: 'C8' }, { iban: 'DE89370400440532013000' });
    await item('F8-4');
    const german = transactionOf(await send(), 'SR-C8');
    expect(german).toContain('<OrgnlDbtrAcct><Id><Othr><Id>SMNDA</Id></Othr></Id></OrgnlDbtrAcct>');
    expect(german).not.toContain('OrgnlDbtrAgt');
  });
});

describe('B2B', () => {
  test('C7 M8 what has a B2B mandate goes to the B2B system, from the proposal to the file, and only once the bank has registered it', async () => {
    await run(
      office.db,
      `INSERT INTO collection_systems (code, adapter, creditor_id, creditor_account_id, exchange, message_version, cut_off,
         lead_days, max_amount_minor, max_lines, propose_before_send, pre_notification_days)
       SELECT 'b2b-noord', 'sepa-b2b', creditor_id, creditor_account_id, exchange, message_version, cut_off, lead_days,
              max_amount_minor, max_lines, true, 0 FROM collection_systems WHERE code = 'sepa-noord'`,
    );
    const now = (await office.ports.clock.now()).slice(0, 10);
    for (const customer of ['B1', 'B2']) {
      await addCustomer(customer, { iban: testIban(customer === 'B1' ? 91 : 92) });
      await load('items', `noord,${customer},invoice,F${customer},${now},${now},EUR,40.00,Facture,,`);
    }
    await sign(await as('anna'), { umr: 'SR-B2' }, { signed_on: now }, 'sign');
    await create(await as('anna'), { customer: 'B1', scheme: 'B2B' });
    await sign(await as('anna'), { umr: 'SR-B1-2' }, { signed_on: now }, 'sign');
    expect(await mandatesOf('B1')).toContain('SR-B1-2 recurring awaiting_bank_registration');

    const b2b = { system: 'b2b-noord', actor: 'anna' };
    await office.runJob('collectionSend', b2b);
    const lines = () => listCollections(office.db, { limit: 1000 });
    const lineOf = async (item: string) => (await lines()).find((line) => line.item === item);
    expect(await lineOf('FB1')).toMatchObject({
      system: 'b2b-noord',
      state: 'ready',
      blocked_reason: 'no active mandate',
    });
    expect(await lineOf('FB2')).toBeUndefined();

    const core = await send();
    expect(core).toContain('<LclInstrm><Cd>CORE</Cd></LclInstrm>');
    expect(transactionOf(core, 'SR-B2')).not.toBe('');
    expect(core).not.toContain('SR-B1');

    await actOnMandate(await as('anna'), { umr: 'SR-B1-2' }, 'register', 'the bank confirmed');
    const file = await send(b2b);
    expect(file).toContain('<LclInstrm><Cd>B2B</Cd></LclInstrm>');
    expect(file).not.toContain('CORE');
    expect(transactionOf(file, 'SR-B1-2')).toContain('<InstdAmt Ccy="EUR">40.00</InstdAmt>');
    expect(file.match(/<DrctDbtTxInf>/g)).toHaveLength(1);
  });
});

describe('asking for a signature', () => {
  const asked = async (umr: string) =>
    (await listToSign(office.db, { limit: 1000 })).find((line) => line.umr === umr)?.asked_count;

  test('by mail with the form, twice again, then a person; their answer asks anew, and the signature ends it', async () => {
    await addCustomer('D1', { email: 'd1@example.org', iban: testIban(101) });
    const mails = async () =>
      (await readdir(join(office.dir, 'mail'))).filter((name) => name.includes('d1_example')).length;
    expect(await asked('SR-D1')).toBe(0);
    for (const [count, days] of [[1, '2 days'], [2, '15 days'], [3, '15 days']] as const) {
      await office.pass(days);
      await eventually(mails, (now) => now === count, `mail ${count}`);
    } // prettier-ignore
    const [, mail = ''] = (await readdir(join(office.dir, 'mail')))
      .filter((name) => name.includes('d1_example'))
      .sort();
    const raw = await readFile(join(office.dir, 'mail', mail), 'utf8');
    expect(raw).toMatch(/filename=SR-D1\.pdf/);
    await office.pass('15 days');
    const { id } = (await listMandateRows('SR-D1'))[0] ?? { id: 0 };
    const instruction = await office.instruction('signature_missing', id);
    expect(instruction.facts).toMatchObject({ mandate: 'SR-D1', customer: 'D1', count: 3 });
    await office.decide(instruction.id, 'remind');
    const mailsLater = async () => {
      await office.pass('1 hour');
      return mails();
    };
    await eventually(mailsLater, (now) => now === 4, 'asked anew');
    const handle = running('SR-D1');
    const now = (await office.ports.clock.now()).slice(0, 10);
    expect(
      await refusal(handle.executeUpdate('sign', { args: [{ actor: 'anna', signed_on: addDays(now, 1) }] })),
    ).toContain('is in the future');
    expect(await refusal(handle.executeUpdate('sign', { args: [{ actor: 'anna' }] }))).toContain(
      'field signed_on is missing',
    );
    await handle.executeUpdate('sign', {
      args: [{ actor: 'anna', signed_on: now, place: 'Utrecht', channel: 'paper' }],
    });
    expect(await handle.result()).toBe('active');
    expect((await readMandate(await as('anna'), { umr: 'SR-D1' })).history.at(-1)?.actor).toBe(
      'anna (web, unverified)',
    );
  });

  test('by letter where there is no address: printed in a batch, once', async () => {
    await addCustomer('D2', { iban: testIban(102) });
    await office.pass('2 days');
    await eventually(() => asked('SR-D2'), (count) => count === 1, 'the letter'); // prettier-ignore
    const printed: number[] = [];
    const print = async () =>
      printLetters(await as('anna'), { limit: 1000 }, async (pdf) => {
        let size = 0;
        for await (const chunk of pdf) size += chunk.length;
        printed.push(size);
      });
    expect(await print()).toBeGreaterThan(0);
    expect(printed[0]).toBeGreaterThan(1000);
    expect(await print()).toBe(0);
  });

  test('not beyond the bound of a day: the rest are asked on the next', async () => {
    office.ports.settings.signatureAsksPerDay = 1;
    await addCustomer('D3', { email: 'd3@example.org' });
    await addCustomer('D4', { email: 'd4@example.org' });
    await run(office.db, 'DELETE FROM asks_a_day');
    await run(
      office.db,
      `UPDATE mandates SET ask_due_on = ask_due_on + 400 WHERE state = 'to_sign' AND umr NOT IN ('SR-D3', 'SR-D4')`,
    );
    const both = async () => [await asked('SR-D3'), await asked('SR-D4')].sort().join();
    const hour = async () => {
      await office.pass('1 hour');
      return both();
    };
    await eventually(hour, (now) => now !== '0,0', 'the next morning');
    expect(await both()).toBe('0,1');
    await eventually(hour, (now) => now === '1,1', 'the morning after');
    office.ports.settings.signatureAsksPerDay = 1000;
  });

  test('a person gives up: abandoned, and nothing more is asked', async () => {
    await addCustomer('D5');
    await office.client.workflow
      .getHandle('mandate-signing/noord/SR-D5')
      .executeUpdate('abandon', { args: [{ actor: 'anna', reason: 'moved' }] });
    expect(await running('SR-D5').result()).toBe('abandoned');
    const two = await Promise.all(
      ['anna', 'bert'].map(async (who) => actOnMandate(await as(who), { umr: 'SR-D5' }, 'abandon', 'moved')),
    );
    expect(two.map((outcome) => outcome.done)).toEqual([false, false]);
    expect((await listInstructions(office.db)).filter((row) => row.facts['mandate'] === 'SR-D5')).toEqual([]);
  });
});

const listMandateRows = (umr: string) =>
  many<{ id: number }>(office.db, 'SELECT id FROM mandates WHERE umr = :umr', { umr });
