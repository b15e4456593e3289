import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeAll, describe, expect, test } from 'vitest';

import { many } from '../../db/connection.ts';
import { listInstructions } from '../../db/instructions.ts';
import { ledgerBalances } from '../../db/lists.ts';
import { listSubmissions } from '../../db/submissions.ts';
import { addDays } from '../../domain/dates.ts';
import type { JobReport } from '../../domain/messages/jobs.ts';
import { Bank } from '../../stack/bank/bank.ts';
import { collectionsByState, insertOffice } from '../support/fixtures.ts';
import { eventually, taskQueue, testOffice } from '../support/office.ts';

const office = testOffice('submission');
let bank: Bank;
let runs = 0;

async function runJob(job: string, input: object = { system: 'sepa-noord', actor: 'anna' }): Promise<JobReport> {
  runs += 1;
  return office.client.workflow.execute(job, {
    taskQueue,
    workflowId: `${job}/${runs}`,
    args: [input],
  }) as Promise<JobReport>;
}

async function bankDay(): Promise<void> {
  await writeFile(join(office.dir, 'clock.json'), JSON.stringify({ now: await office.ports.clock.now() }));
  bank.pass();
}

const stateOf = async () => (await listSubmissions(office.db)).map((row) => row.state).join();

beforeAll(async () => {
  const today = (await office.ports.clock.now()).slice(0, 10);
  await insertOffice(office.db, {
    customers: 5,
    issuedOn: addDays(today, -20),
    dueOn: addDays(today, 1),
    bankDir: join(office.dir, 'bank'),
  });
  bank = new Bank({ directory: join(office.dir, 'bank'), clockFile: join(office.dir, 'clock.json'), name: 'BANKA' });
});

describe('one file from ready lines to reconciled', () => {
  test('C7 collectionSend proposes, freezes and hands over; C12 the file is delivered once', async () => {
    const report = await runJob('collectionSend');
    expect(report.counts).toMatchObject({ proposed: 5, submissions: 1, frozen: 5, blocked: 0 });
    await eventually(stateOf, (state) => state === 'delivered', 'submission');
    const files = (await readdir(join(office.dir, 'bank/to-bank'))).filter((name) => name.endsWith('.xml'));
    expect(files).toHaveLength(1);
    expect(await readFile(join(office.dir, 'bank/to-bank', files[0] as string), 'utf8')).toContain(
      '<NbOfTxs>5</NbOfTxs>',
    );
    expect(await collectionsByState(office.db)).toEqual({ in_flight: { count: 5, sum_minor: 5015 } });
  });

  test('C8 the bank accepts: acknowledged; nothing is booked yet', async () => {
    await bankDay();
    const report = await runJob('collectionStatus');
    expect(report.counts).toMatchObject({ taken: 1 });
    await eventually(stateOf, (state) => state === 'acknowledged', 'submission');
    expect(await ledgerBalances(office.db)).toEqual([]);
  });

  test('C9, C10 the money comes: settled, posted in double entry, reconciled', async () => {
    await office.pass('5 days');
    await bankDay();
    await runJob('paymentImport');
    await eventually(stateOf, (state) => state === 'settled', 'submission');
    const posting = await runJob('journalPosting', { actor: 'anna' });
    expect(posting.counts).toMatchObject({ posted: 5, posted_minor: 5015, reconciled: 1 });
    await eventually(stateOf, (state) => state === 'reconciled', 'submission');
    expect(await ledgerBalances(office.db)).toMatchObject([
      { account: '1100 bank', balance_minor: 5015 },
      { account: '1300 receivables', balance_minor: -5015 },
    ]);
    expect(await many(office.db, 'SELECT 1 FROM item_balances WHERE open_minor <> 0')).toEqual([]);
    const [submission] = await listSubmissions(office.db);
    const handle = office.client.workflow.getHandle(`submission/${submission?.message_id}`);
    expect(await handle.result()).toBe('reconciled');
    expect(await listInstructions(office.db)).toEqual([]);
  });
});
