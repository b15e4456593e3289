import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { many } from '../../db/connection.ts';
import { dossierTable } from '../../db/imports/dossiers.ts';
import { importRows, type NumberedRow } from '../../db/imports/importRows.ts';
import type { ImportTable } from '../../db/imports/table.ts';
import { taskTable } from '../../db/imports/tasks.ts';
import { startAccountingPackage } from '../../stack/accounting/server.ts';
import type { BenchContext } from '../benchmark.ts';
import { bareQueue, openWorkplace, whenAllReady, type Workplace } from './workplace.ts';

const packageCode = 'P-1';

/** How many connectors a measurement has, and how many tasks each does at once. */
export interface Width {
  connectors: number;
  slots: number;
}

/** A workplace with dossiers and an accounting package: what the benchmarks of tasks work on. */
export interface Bookkeeping extends Pick<Workplace, 'client' | 'ports' | 'drain' | 'ended' | 'close'> {
  /** Puts tasks into the queues of the first `dossiers` dossiers, `each` into every one; their workflows are not told. */
  submit(run: string, dossiers: number, each: number): Promise<void>;
  /** Starts a worker of the product and its connectors; the result ends them. */
  startWorkers(width: Width): Promise<() => Promise<void>>;
  /** Starts a worker of the bare workflow and bare workers of its activity. */
  startBareWorkers(width: Width): Promise<() => Promise<void>>;
  /** Checks that the package did every task of a run once, and those of each dossier in order. Throws. */
  mustBeDone(run: string, dossiers: number, each: number): Promise<void>;
}

/** Opens it in the folder of the benchmark, on a database named after it. */
export async function openBookkeeping(
  { cluster, dir }: Pick<BenchContext, 'cluster' | 'dir'>,
  { database, dossiers, delayMs }: { database: string; dossiers: number; delayMs: number },
): Promise<Bookkeeping> {
  const workplace = await openWorkplace({ cluster, dir }, database);
  const { ports } = workplace;
  const known = { code: packageCode, active: true, open_periods: [], journals: [], vat_codes: [] };
  await writeFile(join(dir, 'dossiers.json'), JSON.stringify({ delay_ms: delayMs, dossiers: [known] }));
  const accounting = await startAccountingPackage({ directory: dir, port: 0 });
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
  const product = (role: 'worker' | 'connector', slots = 4) =>
    workplace.product(role, { INCASSO_ACCOUNTING_URL: accounting.url, INCASSO_CONNECTOR_SLOTS: String(slots) });
  return {
    ...workplace,
    submit: (run, count, each) => insert(taskTable, tasksOf(run, codes.slice(0, count), each)),
    startWorkers: ({ connectors, slots }) =>
      whenAllReady([product('worker'), ...times(connectors, () => product('connector', slots))]),
    startBareWorkers: ({ connectors, slots }) =>
      whenAllReady([
        workplace.bare({ workflows: 'bareDossier' }),
        ...times(connectors, () => workplace.bare({ taskQueue: `${bareQueue}-connector`, slots })),
      ]),
    mustBeDone: async (run, count, each) => {
      const effects = (await (await fetch(`${accounting.url}/v1/effects`)).json()) as { reference: string }[];
      const done = effects.map((effect) => effect.reference).filter((reference) => reference.includes(`:${run}-`));
      mustBeInOrder(done, codes.slice(0, count), run, each);
      const open = await many(ports.db, `SELECT 1 FROM tasks WHERE state <> 'done' LIMIT 1`);
      if (open.length > 0) throw new Error('tasks are left that are not done');
    },
    close: async () => {
      await accounting.stop();
      await workplace.close();
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

function times<Value>(count: number, make: () => Value): Value[] {
  return Array.from({ length: count }, make);
}
