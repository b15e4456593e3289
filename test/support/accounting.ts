import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll } from 'vitest';

import { many, run } from '../../db/connection.ts';
import { submitTask } from '../../db/submitting.ts';
import type { TaskInput, TaskKind } from '../../domain/tasks.ts';
import { type Accounting, httpAccounting } from '../../ports/accounting.ts';
import { startAccountingPackage } from '../../stack/accounting/server.ts';
import type { Workplace } from '../workflows/workplace.ts';
import { eventually, type Office } from './office.ts';

/** What the package did, in the order in which it was done. */
export interface Effect {
  reference: string;
  dossier: string;
  kind: TaskKind;
  started_no: number;
  ended_no: number;
}

/** The simulated accounting package beside an office, with what tests do with both. */
export interface Bookkeeping {
  readonly url: string;
  /** The port without faults. */
  readonly real: Accounting;
  /** A dossier of ours, and one at the package under `P-<code>`, with period 2026-01 open, journal AK and VAT code V21. */
  addDossier(code: string, options?: { active?: boolean; manager?: string }): Promise<number>;
  submit(dossier: string, reference: string, kind?: TaskKind, input?: TaskInput): Promise<number>;
  effects(dossier?: string): Promise<Effect[]>;
  /** States of a dossier's tasks in their order. */
  states(dossier: string): Promise<string[]>;
  stop(): Promise<void>;
}

/** A booking that the package takes; `wrong` fields replace the right ones. */
export function booking(document: string, wrong: TaskInput = {}): TaskInput {
  return {
    document,
    journal: 'AK',
    period: '2026-01',
    booked_on: '2026-01-15',
    amount: { amount_minor: 12100, currency: 'EUR' },
    vat_code: 'V21',
    ...wrong,
  };
}

/** Starts the package with its books in a directory; the office's activities call it. */
export async function startBookkeeping(office: Pick<Office, 'db' | 'ports'>, directory: string): Promise<Bookkeeping> {
  const dossiers: object[] = [];
  const writeSettings = () => writeFile(join(directory, 'dossiers.json'), JSON.stringify({ dossiers }));
  await writeSettings();
  const accounting = await startAccountingPackage({ directory, port: 0 });
  const { url } = accounting;
  const real = httpAccounting(url, {});
  office.ports.accounting = real;
  return {
    url,
    real,
    async addDossier(code, { active = true, manager } = {}) {
      dossiers.push({
        code: `P-${code}`,
        active,
        open_periods: ['2026-01'],
        journals: ['AK'],
        vat_codes: ['V21'],
      });
      await writeSettings();
      const [row] = await many<{ id: number }>(
        office.db,
        'INSERT INTO dossiers (code, name, manager, package_code) VALUES (:code, :code, :manager, :package) RETURNING id',
        { code, manager: manager ?? null, package: active ? `P-${code}` : null },
      );
      return row?.id ?? 0;
    },
    async submit(dossier, reference, kind = 'synchronise', input = {}) {
      const at = await office.ports.clock.now();
      const { id, wake } = await submitTask(office.db, { dossier, reference, kind, input }, { at, actor: 'anna' });
      for (const workflow_id of wake) {
        const subject_id = Number(workflow_id.split('/')[1]);
        await office.ports.temporal.wake({ workflow_type: 'dossier', workflow_id, subject_id, summary: workflow_id });
        await run(office.db, 'DELETE FROM wakeups WHERE workflow_id = :workflow_id', { workflow_id });
      }
      return id;
    },
    async effects(dossier) {
      const answer = await fetch(`${url}/v1/effects`);
      const effects = (await answer.json()) as Effect[];
      return effects.filter((effect) => dossier === undefined || effect.dossier === `P-${dossier}`);
    },
    states: async (dossier) =>
      (
        await many<{ state: string }>(
          office.db,
          'SELECT t.state FROM tasks t JOIN dossiers d ON d.id = t.dossier_id WHERE d.code = :dossier ORDER BY task_no',
          { dossier },
        )
      ).map((row) => row.state),
    stop: () => accounting.stop(),
  };
}

/** The package beside a workplace for the tests of a file, with a manager mona, and the package without faults after each test. */
export function testBookkeeping(office: Workplace): Bookkeeping & {
  /** Waits until the dossier's tasks have these states. */
  become(dossier: string, states: string[]): Promise<void>;
} {
  const books = {} as Bookkeeping;
  beforeAll(async () => {
    await mkdir(join(office.dir, 'accounting'));
    Object.assign(books, await startBookkeeping(office, join(office.dir, 'accounting')));
    await run(
      office.db,
      `INSERT INTO operators (code, name, email, language, zone, roles) VALUES
         ('mona', 'Mona', 'mona@example.org', 'nl', 'Europe/Brussels', '{}')`,
    );
  });
  afterAll(() => books.stop());
  afterEach(() => {
    office.ports.accounting = books.real;
    office.faults.vanish = undefined;
  });
  const become = async (dossier: string, states: string[]): Promise<void> => {
    await eventually(
      async () => {
        await office.pass('5 seconds');
        return books.states(dossier);
      },
      (now) => now.join() === states.join(),
      `the tasks of ${dossier} become ${states.join()}`,
    );
  };
  return Object.assign(books, { become });
}
