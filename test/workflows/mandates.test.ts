import { beforeAll, describe, expect, test } from 'vitest';

import {
  actOnMandate,
  addCustomerAccount,
  changeCustomer,
  convert,
  readCustomer,
  readMandate,
  sign,
} from '../../client/mandates.ts';
import { many } from '../../db/connection.ts';
import { listSignals, listToSign } from '../../db/mandateLists.ts';
import { addDays } from '../../domain/dates.ts';
import { testIban } from '../support/fixtures.ts';
import { assistantOf, batchOf, transactionOf } from './assistant.ts';
import { testWorkplace } from './workplace.ts';

const office = testWorkplace('mandates');
const { addCustomer, addItem, as, mandatesOf, running, send, ...assistant } = assistantOf(office);
let today: string;

beforeAll(async () => {
  today = await assistant.today();
});

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
    const item = (number: string) => addItem('C8', number, '30.00');
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
