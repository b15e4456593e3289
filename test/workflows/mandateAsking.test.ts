import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { actOnMandate, printLetters, readMandate } from '../../client/mandates.ts';
import { many, run } from '../../db/connection.ts';
import { listInstructions } from '../../db/instructions.ts';
import { listToSign } from '../../db/mandateLists.ts';
import { addDays } from '../../domain/dates.ts';
import { testIban } from '../support/fixtures.ts';
import { eventually } from '../support/office.ts';
import { assistantOf } from './assistant.ts';
import { refusal, testWorkplace } from './workplace.ts';

const office = testWorkplace('mandate_asking');
const { addCustomer, as, running, today } = assistantOf(office);

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
    const now = await today();
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
