import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it, vi } from 'vitest';

import { centreIsDone } from '../../stack/centre/status.ts';
import type { CentreTotals } from '../../stack/centre/totals.ts';
import { pbs } from '../formats/nets/bsLines.ts';
import {
  automatic,
  collections,
  creditorsFile,
  delivery0601,
  delivery0605,
  registration,
  slip,
  thursday,
} from './centreDeliveries.ts';
import { type CentreDesk, withEachDesk } from './centreDesk.ts';

let desk: CentreDesk;
withEachDesk((opened) => (desk = opened));

const four = [1, 2, 3, 4].map((each) =>
  automatic({ customer: `K${each}`, mandate: `10${each}`, reference: `F-${each}` }),
);

/** A life with every kind of answer; whoever drives it polls until the centre is done. */
const life: { now: string; files?: Record<string, Buffer> }[] = [
  {
    now: thursday,
    files: {
      'a.BS1': delivery0601([{ records: [...four, ...slip()] }]),
      'b.BS1': delivery0601([{ records: [...four, ...slip()] }]),
      'c.BS1': delivery0605('0120', [registration('K9')]),
    },
  },
  { now: '2026-02-20T08:00:00.000Z' },
];

/** Lives the life, dying at the given number of the centre's steps; gives what stands in its folders, and the steps taken. */
function live(dieAt: number): { outside: Record<string, string>; totals: CentreTotals; steps: number } {
  desk.empty();
  desk.setCreditors(creditorsFile('nets-total'));
  desk.setRules([
    { match: { customer_number: 'K1' }, outcome: 'reject' },
    { match: { customer_number: 'K2' }, outcome: 'charge_back', after_days: 1 },
    { match: { customer_number: 'K3' }, outcome: 'cancel' },
  ]);
  desk.setEvents([{ id: 'all', on: '2026-01-16', kind: 'full_register', pbs_number: pbs }]);
  let steps = 0;
  const checkpoint = (): void => {
    steps += 1;
    if (steps === dieAt) throw new Error('killed');
  };
  const start = (): void => {
    for (let tries = 0; tries < 2; tries += 1) {
      try {
        desk.open(checkpoint);
        return;
      } catch {
        // Died while starting: started again.
      }
    }
  };
  start();
  for (const { now, files = {} } of life) {
    for (const [name, bytes] of Object.entries(files)) desk.put(name, bytes);
    desk.setClock(now);
    try {
      desk.pass();
    } catch {
      start();
      desk.pass();
    }
    expect(centreIsDone(desk.directory, now)).toBe(true);
  }
  const outside = Object.fromEntries(desk.answers().map((name) => [name, desk.answer(name)]));
  return { outside, totals: desk.totals(), steps };
}

describe('death and restart', () => {
  it('G4 gives the same answers and totals, wherever it dies', () => {
    const undisturbed = live(0);
    const kinds = Object.keys(undisturbed.outside).map((name) => `${name.charAt(0)} ${name.slice(15, 18)}`);
    expect([...new Set(kinds)].sort()).toEqual(['D 602', 'D 603', 'D 621', 'T 601', 'T 605', 'V 601', 'V 605']);
    expect(undisturbed.totals).toMatchObject({
      files: 3,
      duplicate_files: 1,
      received: { count: 5 },
      completed: { count: 2 },
      rejected: { count: 1 },
      cancelled: { count: 1 },
      charged_back: { count: 1 },
      slips_paid: { count: 1 },
    });
    for (let dieAt = 1; dieAt <= undisturbed.steps; dieAt += 1) {
      const { outside, totals: sums } = live(dieAt);
      expect({ dieAt, outside, sums }).toEqual({ dieAt, outside: undisturbed.outside, sums: undisturbed.totals });
    }
  }, 120_000);

  it('G4 does not give an answer again that was fetched before the restart', () => {
    const [name] = desk.send(collections(four));
    rmSync(join(desk.directory, 'from-centre', name ?? ''));
    desk.open();
    desk.at(thursday);
    expect(desk.answers()).toHaveLength(1);
  });

  it('G4 cuts off what it was writing into its journal when it died', () => {
    desk.send(collections(four));
    const path = join(desk.directory, 'books', 'journal.jsonl');
    const whole = readFileSync(path, 'utf8');
    writeFileSync(path, `${whole}{"kind":"day","on":"2026-02-02","net_rule":"net"}\n{"kind":"comm`);
    desk.open();
    desk.at('2026-02-02');
    desk.open();
    desk.at('2026-02-03');
    expect(desk.totals().completed).toEqual({ count: 4, sum_minor: 40_000 });
    expect(readFileSync(path, 'utf8').startsWith(whole)).toBe(true);
  });

  it('G4 works as a program that is killed and started again', async () => {
    desk.put('a.BS1', collections(four));
    desk.setClock(thursday);
    let program = startProgram();
    try {
      await vi.waitUntil(() => centreIsDone(desk.directory, thursday), { timeout: 30_000, interval: 20 });
      program.kill('SIGKILL');
      await ended(program);
      desk.setClock('2026-02-02T08:00:00.000Z');
      program = startProgram();
      const isDone = (): boolean => centreIsDone(desk.directory, '2026-02-02T08:00:00.000Z');
      await vi.waitUntil(isDone, { timeout: 30_000, interval: 20 });
    } finally {
      program.kill('SIGKILL');
      await ended(program);
    }
    expect(desk.news('602')).toHaveLength(4);
    expect(desk.totals().completed.count).toBe(4);
  }, 70_000);

  function startProgram(): ChildProcess {
    const program = join(import.meta.dirname, '../../stack/centre/main.ts');
    const options = ['--dir', desk.directory, '--clock', desk.clockFile];
    return spawn(process.execPath, ['--import', 'tsx', program, ...options], { stdio: 'ignore' });
  }

  async function ended(program: ChildProcess): Promise<void> {
    if (program.exitCode !== null || program.signalCode !== null) return;
    await new Promise((resolve) => program.once('exit', resolve));
  }
});
