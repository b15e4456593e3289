import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeAll, describe, expect, test } from 'vitest';

import { giveFiles } from '../../client/files.ts';
import { run } from '../../db/connection.ts';
import { findInboundFile } from '../../db/inboundFiles.ts';
import { entityId } from '../../domain/ids.ts';
import { Bank } from '../../stack/bank/bank.ts';
import { eventually } from '../support/office.ts';
import { contextOf, testWorkplace } from './workplace.ts';

const office = testWorkplace('by_hand');
const inbox = () => join(office.dir, 'bank/from-bank');
const system = 'sepa-noord';
let message: string;
let status: string;

/** A day of the bank; the paths of what it has for us. */
async function bankDay(): Promise<string[]> {
  const clockFile = join(office.dir, 'clock.json');
  await writeFile(clockFile, JSON.stringify({ now: await office.ports.clock.now() }));
  new Bank({ directory: join(office.dir, 'bank'), clockFile, name: 'BANKA' }).pass();
  return (await readdir(inbox())).sort().map((name) => join(inbox(), name));
}

const give = async (...paths: string[]) => giveFiles(await contextOf(office, 'anna'), system, paths);

beforeAll(async () => {
  ({ message } = await office.send(3));
  await office.becomes(message, 'delivered');
  await run(office.db, 'UPDATE collection_systems SET direct_communication = false');
});

describe('C1 a system without direct communication', () => {
  test('a status and the money are put in by hand, with the same effect; the files stay where they are', async () => {
    [status = ''] = await bankDay();
    expect((await office.runJob('collectionStatus')).message).toMatch(/is not marked direct communication/);
    expect(await give(status)).toEqual([{ file: status, id: 1, message: 'taken in' }]);
    await office.becomes(message, 'acknowledged');
    await office.pass('5 days');
    const payments = (await bankDay()).filter((path) => path !== status);
    expect(payments.length).toBeGreaterThan(0);
    await give(...payments);
    await office.becomes(message, 'settled');
    const file = await eventually(
      () => findInboundFile(office.db, 1),
      ({ state }) => state === 'applied',
      'file 1 is applied',
    );
    expect(await office.client.workflow.getHandle(entityId.inboundFile(file.sha256)).result()).toBe('applied');
    expect(await bankDay()).toEqual(expect.arrayContaining([status, ...payments]));
  });

  test('given again a file is known by its bytes; one that is refused holds up no other', async () => {
    const nothing = join(office.dir, 'letter.txt');
    await writeFile(nothing, 'Dear customer');
    const missing = join(office.dir, 'missing.xml');
    expect(await give(nothing, missing, status)).toEqual([
      {
        file: nothing,
        id: null,
        message: 'no file of statuses, payments, agreements or receipts: "incasso files inspect" says what it is',
      },
      { file: missing, id: null, message: `there is no file ${missing}` },
      {
        file: status,
        id: 1,
        message: expect.stringMatching(/^known already as .*, applied: nothing changes$/) as string,
      },
    ]);
  });

  test('an inactive system takes nothing', async () => {
    await run(office.db, 'UPDATE collection_systems SET active = false');
    await expect(give(join(office.dir, 'letter.txt'))).rejects.toThrow('collection system sepa-noord is not active');
  });
});
