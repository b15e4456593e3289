import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it, vi } from 'vitest';

import { Bank } from '../../stack/bank/bank.ts';
import { bankIsDone } from '../../stack/bank/status.ts';
import type { BankTotals } from '../../stack/bank/totals.ts';
import { bankDesk, monday, noSchemas, texts } from './bankDesk.ts';
import { camt055, pain001, pain007 } from './bankSamples.ts';
import { fourPayments } from './pain008Sample.ts';

const desk = bankDesk();

describe('death and restart', () => {
  /** What a bank lives through; whoever drives it polls until the bank is done. */
  type Life = { now: string; file?: [name: string, text: string] }[];

  const lifeOfCollections: Life = [
    { now: '2026-01-05T08:00:00.000Z', file: ['a.xml', fourPayments()] },
    { now: '2026-01-05T09:00:00.000Z', file: ['b.xml', fourPayments({ message_id: 'MSG-2', sum: '1.00' })] },
    { now: '2026-01-08T08:00:00.000Z' },
    { now: '2026-01-09T08:00:00.000Z', file: ['a.xml', fourPayments()] },
    { now: '2026-01-20T08:00:00.000Z' },
  ];

  const reversed = ['E2E-1', 'E2E-3'].map((end_to_end_id) => ({
    end_to_end_id,
    amount: `${end_to_end_id.at(-1)}0.00`,
  }));
  const lifeOfRequests: Life = [
    { now: '2026-01-05T08:00:00.000Z', file: ['a.xml', fourPayments()] },
    { now: '2026-01-05T09:00:00.000Z', file: ['b.xml', pain001()] },
    { now: '2026-01-06T08:00:00.000Z', file: ['c.xml', camt055({ lines: [{ end_to_end_id: 'E2E-4', amount: '40.00' }, { end_to_end_id: 'NONE', amount: '1.00' }] })] }, // prettier-ignore
    { now: '2026-01-07T08:00:00.000Z', file: ['d.xml', camt055({ message_id: 'CXL-2', lines: [{ end_to_end_id: 'E2E-4', amount: '40.00' }] })] }, // prettier-ignore
    { now: '2026-01-09T08:00:00.000Z', file: ['e.xml', pain007({ lines: reversed })] },
    { now: '2026-01-13T08:00:00.000Z', file: ['f.xml', pain007({ message_id: 'REV-2' })] },
  ];

  /** Lives the life, dying at the given number of the bank's steps; returns what stands in its folders, and the steps taken. */
  function live(life: Life, dieAt: number): { outside: Record<string, string>; totals: BankTotals; steps: number } {
    desk.empty();
    desk.setRules([
      { match: { end_to_end_id: 'E2E-1' }, outcome: 'reject' },
      { match: { end_to_end_id: 'E2E-2' }, outcome: 'return', after_days: 1 },
      { match: { end_to_end_id: 'E2E-3' }, outcome: 'refund', after_days: 5 },
    ]);
    let steps = 0;
    const checkpoint = (): void => {
      steps += 1;
      if (steps === dieAt) throw new Error('killed');
    };
    const start = (): void => {
      for (let tries = 0; tries < 2; tries += 1) {
        try {
          desk.open(noSchemas, checkpoint);
          return;
        } catch {
          // Died while starting: started again.
        }
      }
    };
    start();
    for (const { now, file } of life) {
      if (file) desk.put(...file);
      desk.writeJson('clock.json', { now });
      try {
        desk.bank.pass();
      } catch {
        desk.bank.close();
        start();
        desk.bank.pass();
      }
      expect(bankIsDone(desk.directory, now)).toBe(true);
    }
    const outside = Object.fromEntries(desk.answers().map((name) => [name, desk.answer(name)]));
    return { outside, totals: desk.totals(), steps };
  }

  /** Lives a life as often as it has steps, dying at another one each time: what is seen outside must be the same. */
  function dieEverywhere(life: Life): ReturnType<typeof live> {
    const undisturbed = live(life, 0);
    for (let dieAt = 1; dieAt <= undisturbed.steps; dieAt += 1) {
      const { outside, totals: sums } = live(life, dieAt);
      expect({ dieAt, outside, sums }).toEqual({ dieAt, outside: undisturbed.outside, sums: undisturbed.totals });
    }
    return undisturbed;
  }

  it('gives the same answers and totals, wherever it dies', () => {
    const { outside, totals } = dieEverywhere(lifeOfCollections);
    expect(Object.keys(outside)).toHaveLength(8);
    expect(totals).toMatchObject({ files: 3, duplicate_files: 1, received: { count: 8 }, refunded: { count: 1 } });
  });

  it('remembers what it cancelled, reversed and paid out, wherever it dies', () => {
    const { outside, totals } = dieEverywhere(lifeOfRequests);
    const statuses = (name: string) => texts(outside[name] ?? '', 'TxCxlSts');
    expect(statuses('camt.029_BANKA_20260106_0003.xml')).toEqual(['ACCR', 'RJCR']);
    expect(statuses('camt.029_BANKA_20260107_0004.xml')).toEqual(['RJCR']);
    expect(totals).toMatchObject({
      paid_out: { count: 2, sum_minor: 1250 },
      cancelled: { count: 1, sum_minor: 4000 },
      // the first was rejected: it cannot be reversed
      requested: { count: 6 },
      refused_requests: { count: 4 },
      reversed: { count: 1, sum_minor: 3000 },
      refunded: { count: 0 },
    });
  });

  it('does not give an answer again that was fetched before the restart', () => {
    const [name] = desk.send(fourPayments());
    rmSync(join(desk.directory, 'from-bank', name ?? ''));
    desk.reopen();
    desk.at(monday);
    expect(desk.answers()).toEqual([]);
  });

  it('cuts off what it was writing into its journal when it died', () => {
    desk.send(fourPayments());
    desk.bank.close();
    const path = join(desk.directory, 'bank', 'journal.jsonl');
    const whole = readFileSync(path, 'utf8');
    writeFileSync(path, `${whole}{"kind":"day","on":"2026-01-08","at":"x","statements":true}\n{"kind":"comm`);
    desk.open();
    desk.at('2026-01-08T08:00:00.000Z');
    desk.reopen();
    desk.at('2026-01-09T08:00:00.000Z');
    expect(desk.totals().settled).toEqual({ count: 4, sum_minor: 10000 });
    expect(readFileSync(path, 'utf8').startsWith(whole)).toBe(true);
    expect(desk.answers()).toHaveLength(3);
  });

  it('refuses the books of another bank', () => {
    desk.at(monday);
    expect(() => new Bank({ directory: desk.directory, clockFile: desk.clockFile, name: 'BANKB' })).toThrow(
      'books of bank BANKA',
    );
  });

  it('works as a program that is killed and started again', async () => {
    desk.put('a.xml', fourPayments());
    desk.writeJson('clock.json', { now: monday });
    let program = startProgram();
    try {
      await vi.waitUntil(() => bankIsDone(desk.directory, monday), { timeout: 30_000, interval: 20 });
      program.kill('SIGKILL');
      await ended(program);
      desk.writeJson('clock.json', { now: '2026-01-08T08:00:00.000Z' });
      program = startProgram();
      await vi.waitUntil(() => bankIsDone(desk.directory, '2026-01-08T08:00:00.000Z'), {
        timeout: 30_000,
        interval: 20,
      });
    } finally {
      program.kill('SIGKILL');
      await ended(program);
    }
    expect(desk.answers()).toEqual(['camt.054_BANKA_20260108_0001.xml', 'pain.002_BANKA_20260105_0001.xml']);
    expect(desk.totals().settled.count).toBe(4);
  }, 70_000);

  function startProgram(): ChildProcess {
    const program = join(import.meta.dirname, '../../stack/bank/main.ts');
    const options = ['--dir', desk.directory, '--clock', desk.clockFile, '--name', 'BANKA'];
    return spawn(process.execPath, ['--import', 'tsx', program, ...options], { stdio: 'ignore' });
  }

  async function ended(program: ChildProcess): Promise<void> {
    if (program.exitCode !== null || program.signalCode !== null) return;
    await new Promise((resolve) => program.once('exit', resolve));
  }
});
