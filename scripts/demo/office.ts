import { cp, mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { connect } from '../../db/connection.ts';
import { emptyDatabase, hasTables } from '../../db/reset.ts';
import { IncassoError } from '../../domain/errors.ts';
import { type Log, printLine } from '../../stack/log.ts';
import { setClock, startBank, startMailboxProcess, startWorker } from '../../stack/services.ts';
import { bringUp, type Stack, tearDown } from '../../stack/stack.ts';

/** The demo's office: a stack of its own with two simulated banks, a mailbox and a clock that the driver moves. */
export interface DemoOffice {
  stack: Stack;
  dataDir: string;
  clockFile: string;
  banks: { name: string; dir: string }[];
}

const banks = ['bank-a', 'bank-b'];

/** Brings everything up on an empty data folder. What an earlier demo left running is stopped first. */
export async function openOffice(dataDir: string, firstInstant: string, log: Log = printLine): Promise<DemoOffice> {
  await tearDown({ dataDir, log });
  for (const left of ['archive', 'banks', 'mail', 'log', 'temporal', 'clock.json']) {
    await rm(join(dataDir, left), { recursive: true, force: true });
  }
  const stack = await bringUp({ dataDir, log });
  await startEmpty(stack);
  const clockFile = resolve(dataDir, 'clock.json');
  await setClock(clockFile, firstInstant);
  stack.announce({ clock_file: clockFile, smtp_url: await startMailboxProcess(stack, resolve(dataDir)) });
  return {
    stack,
    dataDir: resolve(dataDir),
    clockFile,
    banks: banks.map((name) => ({ name, dir: resolve(dataDir, 'banks', name) })),
  };
}

/** The demo begins with an empty database; one that somebody configured is never emptied. */
async function startEmpty(stack: Stack): Promise<void> {
  const db = connect(stack.databaseUrl, 1);
  try {
    if (!(await hasTables(db))) return;
    if (process.env['DATABASE_URL']) {
      throw new IncassoError('REFUSED', 'DATABASE_URL names a database that is not empty: the demo needs an empty one');
    }
    await emptyDatabase(db);
  } finally {
    await db.destroy();
  }
}

/** Starts the worker and the banks; each bank gets its accounts and rules from the samples. */
export async function startOffice(office: DemoOffice): Promise<void> {
  for (const [index, bank] of office.banks.entries()) {
    await mkdir(bank.dir, { recursive: true });
    for (const file of ['accounts.json', 'rules.json'])
      await cp(join('samples', bank.name, file), join(bank.dir, file));
    await startBank(office.stack, `BANK${'AB'[index]}`, bank.dir, office.clockFile);
  }
  await startWorker(office.stack, office.dataDir);
}
