import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Client, Connection } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';

import type { Ports } from '../../activities/index.ts';
import { wakeupActivities } from '../../activities/wakeups.ts';
import { many } from '../../db/connection.ts';
import { dossierTable } from '../../db/imports/dossiers.ts';
import { importRows, type NumberedRow } from '../../db/imports/importRows.ts';
import type { ImportTable } from '../../db/imports/table.ts';
import { taskTable } from '../../db/imports/tasks.ts';
import { registerSearchAttributes, temporalPort } from '../../ports/temporal.ts';
import { startAccountingPackage } from '../../stack/accounting/server.ts';
import { printLine } from '../../stack/log.ts';
import { startTemporal } from '../../stack/temporalServer.ts';
import type { BenchContext } from '../benchmark.ts';
import { startPiece } from '../piece.ts';
import type { BareWorkerInput } from '../pieces/bareWorker.ts';
import type { ProductWorkerInput } from '../pieces/productWorker.ts';
import { benchPorts } from '../ports.ts';

const taskQueue = 'bench';
export const bareQueue = 'bare';
const packageCode = 'P-1';

/** How many connectors a measurement has, and how many tasks each does at once. */
export interface Width {
  connectors: number;
  slots: number;
}

/** An office with dossiers, a Temporal server and an accounting package: what the benchmarks of tasks work on. */
export interface Bookkeeping {
  client: Client;
  ports: Ports;
  /** Puts tasks into the queues of the first `dossiers` dossiers, `each` into every one; their workflows are not told. */
  submit(run: string, dossiers: number, each: number): Promise<void>;
  /** Tells the workflows of all dossiers that have new tasks. */
  drain(): Promise<void>;
  /** How many workflows of a type have come to their end; runs that were continued do not count. */
  ended(workflowType: string): Promise<number>;
  /** Starts a worker of the product and its connectors; the result ends them. */
  startWorkers(width: Width): Promise<() => Promise<void>>;
  /** Starts a worker of the bare workflow and bare workers of its activity. */
  startBareWorkers(width: Width): Promise<() => Promise<void>>;
  /** Checks that the package did every task of a run once, and those of each dossier in order. Throws. */
  mustBeDone(run: string, dossiers: number, each: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens it in the folder of the benchmark, on a database named after it. */
export async function openBookkeeping(
  { cluster, dir }: Pick<BenchContext, 'cluster' | 'dir'>,
  { database, dossiers, delayMs }: { database: string; dossiers: number; delayMs: number },
): Promise<Bookkeeping> {
  await cluster.create(database);
  const server = await startTemporal(join(dir, 'temporal.db'), join(dir, 'temporal.log'), printLine);
  const known = { code: packageCode, active: true, open_periods: [], journals: [], vat_codes: [] };
  await writeFile(join(dir, 'dossiers.json'), JSON.stringify({ delay_ms: delayMs, dossiers: [known] }));
  const accounting = await startAccountingPackage({ directory: dir, port: 0 });
  const connection = await Connection.connect({ address: server.address });
  await registerSearchAttributes(connection, 'default');
  const client = new Client({ connection });
  const ports = benchPorts(cluster.urlOf(database), '', temporalPort(client, taskQueue));
  const stamp = { at: await ports.clock.now(), actor: 'bench' };
  const insert = async (table: ImportTable, rows: Iterable<NumberedRow['row']>): Promise<void> => {
    const { refusals } = await importRows(ports.db, table, numbered(rows), { stamp, dryRun: false });
    if (refusals.length > 0) throw new Error(`refused: ${JSON.stringify(refusals[0])}`);
  };
  const codes = Array.from({ length: dossiers }, (_, index) => `D-${index + 1}`);
  await insert(
    dossierTable,
    codes.map((code) => ({ code, name: code, creditor: '', manager: '', package_code: packageCode })),
  );
  const env = {
    DATABASE_URL: cluster.urlOf(database),
    TEMPORAL_ADDRESS: server.address,
    INCASSO_TASK_QUEUE: taskQueue,
    INCASSO_DATA_DIR: dir,
    INCASSO_ACCOUNTING_URL: accounting.url,
  };
  const product = (role: ProductWorkerInput['role'], slots = 4) =>
    startPiece<ProductWorkerInput, object>('productWorker', {
      role,
      env: { ...env, INCASSO_CONNECTOR_SLOTS: String(slots) },
    });
  const bare = (of: Partial<BareWorkerInput>) =>
    startPiece<BareWorkerInput, object>('bareWorker', { address: server.address, taskQueue: bareQueue, ...of });
  return {
    client,

    ports,
    submit: (run, count, each) => insert(taskTable, tasksOf(run, codes.slice(0, count), each)),
    drain: async () => {
      await new MockActivityEnvironment().run(() => wakeupActivities(ports).drainWakeups());
    },
    ended: async (workflowType) => {
      const query = `WorkflowType = '${workflowType}' AND ExecutionStatus = 'Completed'`;
      return (await client.workflow.count(query)).count;
    },
    startWorkers: ({ connectors, slots }) =>
      whenAllReady([product('worker'), ...times(connectors, () => product('connector', slots))]),
    startBareWorkers: ({ connectors, slots }) =>
      whenAllReady([
        bare({ workflows: 'bareDossier' }),
        ...times(connectors, () => bare({ taskQueue: `${bareQueue}-connector`, slots })),
      ]),
    mustBeDone: async (run, count, each) => {
      const effects = (await (await fetch(`${accounting.url}/v1/effects`)).json()) as { reference: string }[];
      const done = effects.map((effect) => effect.reference).filter((reference) => reference.includes(`:${run}-`));
      mustBeInOrder(done, codes.slice(0, count), run, each);
      const open = await many(ports.db, `SELECT 1 FROM tasks WHERE state <> 'done' LIMIT 1`);
      if (open.length > 0) throw new Error('tasks are left that are not done');
    },
    close: async () => {
      await ports.db.destroy();
      await connection.close();
      await accounting.stop();
      await server.stop();
      await cluster.drop(database);
    },
  };
}

function mustBeInOrder(done: string[], codes: string[], run: string, each: number): void {
  if (done.length !== codes.length * each) throw new Error(`the package did ${done.length} tasks`);
  const next = new Map(codes.map((code) => [code, 1]));
  for (const reference of done) {
    const code = reference.slice(0, reference.indexOf(':'));
    const number = next.get(code) ?? 0;
    if (reference !== `${code}:${run}-${number}`) throw new Error(`${reference} was done when ${number} was next`);
    next.set(code, number + 1);
  }
}

function* tasksOf(run: string, codes: string[], each: number): Generator<NumberedRow['row']> {
  for (let number = 1; number <= each; number += 1) {
    for (const dossier of codes) {
      yield { dossier, kind: 'synchronise', reference: `${run}-${number}`, needed_by: '', input: '{}' };
    }
  }
}

async function* numbered(rows: Iterable<NumberedRow['row']>): AsyncGenerator<NumberedRow> {
  let line = 0;
  for (const row of rows) yield { line: (line += 1), row };
}

async function whenAllReady(pieces: ReturnType<typeof startPiece>[]): Promise<() => Promise<void>> {
  for (const piece of pieces) await piece.ready;
  return async () => {
    for (const piece of pieces) piece.stop();
    for (const piece of pieces) await piece.result;
  };
}

function times<Value>(count: number, make: () => Value): Value[] {
  return Array.from({ length: count }, make);
}
