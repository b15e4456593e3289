import { cp, mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { connect } from '../../db/connection.ts';
import { emptyDatabase, hasTables } from '../../db/reset.ts';
import { IncassoError } from '../../domain/errors.ts';
import { type Log, printLine } from '../../stack/log.ts';
import {
  setClock,
  startAccounting,
  startBank,
  startCentre,
  startConnector,
  startMailboxProcess,
  startWorker,
} from '../../stack/services.ts';
import { bringUp, type Stack, tearDown } from '../../stack/stack.ts';

/** An office in its data folder: two simulated banks, a payment centre, and a clock that the driver moves. */
export interface Office {
  dataDir: string;
  clockFile: string;
  banks: { name: string; dir: string }[];
  /** Folder of the payment centre. */
  centreDir: string;
}

/** The same with the stack that this process has brought up for it. */
export interface DemoOffice extends Office {
  stack: Stack;
}

/** The office in a data folder, whoever brings it up. */
export function officeIn(dataDir: string): Office {
  return {
    dataDir: resolve(dataDir),
    clockFile: resolve(dataDir, 'clock.json'),
    banks: ['bank-a', 'bank-b'].map((name) => ({ name, dir: resolve(dataDir, 'banks', name) })),
    centreDir: resolve(dataDir, 'banks', 'centre'),
  };
}

/** Brings everything up on an empty data folder. What an earlier run left running is stopped first. */
export async function openOffice(dataDir: string, firstInstant: string, log: Log = printLine): Promise<DemoOffice> {
  await tearDown({ dataDir, log });
  for (const left of ['accounting', 'archive', 'banks', 'mail', 'log', 'secrets', 'temporal', 'clock.json']) {
    await rm(join(dataDir, left), { recursive: true, force: true });
  }
  await setClock(officeIn(dataDir).clockFile, firstInstant);
  const office = await reopenOffice(dataDir, log);
  try {
    await startEmpty(office.stack);
  } catch (error) {
    await office.stack.stop();
    throw error;
  }
  return office;
}

/** Brings everything up on what the data folder holds, and takes over or stops what a killed start left running. */
export async function reopenOffice(dataDir: string, log: Log = printLine): Promise<DemoOffice> {
  const office = officeIn(dataDir);
  const stack = await bringUp({ dataDir, log });
  stack.announce({
    clock_file: office.clockFile,
    smtp_url: await startMailboxProcess(stack, office.dataDir),
    accounting_url: await startAccountingPackage(stack, office.dataDir),
  });
  return { ...office, stack };
}

/** The accounting package, with the dossiers and faults of the samples. */
async function startAccountingPackage(stack: Stack, dataDir: string): Promise<string> {
  const directory = join(dataDir, 'accounting');
  await mkdir(directory, { recursive: true });
  for (const file of ['dossiers.json', 'faults.json']) {
    await cp(join('samples/accounting', file), join(directory, file), { force: false });
  }
  return startAccounting(stack, dataDir);
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

/** Starts the worker, two connectors, the banks and the payment centre; these get their accounts and rules from the samples. */
export async function startOffice(office: DemoOffice): Promise<void> {
  for (const [index, bank] of office.banks.entries()) {
    await mkdir(bank.dir, { recursive: true });
    for (const file of ['accounts.json', 'rules.json'])
      await cp(join('samples', bank.name, file), join(bank.dir, file));
    await startBank(office.stack, `BANK${'AB'[index]}`, bank.dir, office.clockFile);
  }
  await cp('samples/centre', office.centreDir, { recursive: true });
  await startCentre(office.stack, office.centreDir, office.clockFile);
  await startWorker(office.stack, office.dataDir);
  for (const name of ['connector-1', 'connector-2']) await startConnector(office.stack, office.dataDir, name);
}
