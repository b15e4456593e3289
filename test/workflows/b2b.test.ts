import { beforeAll, describe, expect, test } from 'vitest';

import { propose } from '../../client/collections.ts';
import { actOnMandate, create, sign } from '../../client/mandates.ts';
import { listCollections } from '../../db/collections.ts';
import { run } from '../../db/connection.ts';
import { testIban } from '../support/fixtures.ts';
import { assistantOf, transactionOf } from './assistant.ts';
import { testWorkplace } from './workplace.ts';

const office = testWorkplace('b2b');
const { addCustomer, addItem, as, mandatesOf, send, today } = assistantOf(office);
const b2b = 'b2b-noord';

/** The line of an item: its system, its state, and why it is blocked. */
async function lineOf(item: string): Promise<string | undefined> {
  const line = (await listCollections(office.db)).find((one) => one.item === item);
  return line && `${line.system} ${line.state} ${line.blocked_reason ?? ''}`.trim();
}

const collectFrom = (system: string) => office.runJob('collectionSend', { system, actor: 'anna' });

beforeAll(async () => {
  await run(
    office.db,
    `INSERT INTO collection_systems (code, adapter, creditor_id, creditor_account_id, exchange, message_version, cut_off,
       lead_days, max_amount_minor, max_lines, propose_before_send, pre_notification_days)
     SELECT 'b2b-noord', 'sepa-b2b', creditor_id, creditor_account_id, exchange, message_version, cut_off, lead_days,
            max_amount_minor, max_lines, true, 0 FROM collection_systems WHERE code = 'sepa-noord'`,
  );
  const signature = { signed_on: await today() };
  await addCustomer('B1', { iban: testIban(91) });
  await create(await as('anna'), { customer: 'B1', scheme: 'B2B' });
  await sign(await as('anna'), { umr: 'SR-B1-2' }, signature, 'sign');
  await addCustomer('C1', { iban: testIban(92) });
  await sign(await as('anna'), { umr: 'SR-C1' }, signature, 'sign');
});

describe('C7 a creditor with a Core and a B2B system', () => {
  test('what waits for the registration of its B2B mandate goes to the B2B system, whichever sends first', async () => {
    expect(await mandatesOf('B1')).toContain('SR-B1-2 recurring awaiting_bank_registration');
    await addItem('B1', 'FB1');
    await addItem('C1', 'FC1');
    const core = await send();
    expect(core).toContain('<LclInstrm><Cd>CORE</Cd></LclInstrm>');
    expect(transactionOf(core, 'SR-C1')).not.toBe('');
    expect(await lineOf('FB1')).toBeUndefined();
    await collectFrom(b2b);
    expect(await lineOf('FB1')).toBe('b2b-noord ready no active mandate');
  });

  test('once the bank has registered it, the file is B2B and holds nothing of Core', async () => {
    await actOnMandate(await as('anna'), { umr: 'SR-B1-2' }, 'register', 'the bank confirmed');
    await addItem('C1', 'FC2');
    const file = await send(b2b);
    expect(file).toContain('<LclInstrm><Cd>B2B</Cd></LclInstrm>');
    expect(file).not.toContain('CORE');
    expect(transactionOf(file, 'SR-B1-2')).toContain('<InstdAmt Ccy="EUR">25.00</InstdAmt>');
    expect(file.match(/<DrctDbtTxInf>/g)).toHaveLength(1);
    expect(await lineOf('FC2')).toBeUndefined();
  });

  test('without an active B2B system everything is proposed for Core, which says what is missing', async () => {
    await run(office.db, `UPDATE collection_systems SET active = false WHERE code = 'b2b-noord'`);
    expect(await propose(await as('anna'), b2b, false)).toBe(0);
    await addItem('B1', 'FB3');
    await collectFrom('sepa-noord');
    expect(await lineOf('FB3')).toBe('sepa-noord ready no active mandate');
  });
});
