import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { type BenchContext, type Benchmark, figure, median, megabytes } from './benchmark.ts';
import { psql, runPsql } from './floor.ts';
import { copyOutcome, type Outcome } from './outcome.ts';
import { type Measured, runPiece } from './piece.ts';
import type { JournalInput, JournalResult } from './pieces/journal.ts';
import type { MakeOfficeInput, MakeOfficeResult } from './pieces/makeOffice.ts';

type Step = 'claim' | 'settle' | 'post';

interface Run {
  ours: Measured<JournalResult>;
  floor: Record<Step, number> | undefined;
}

/** What the steps leave behind, copied to the tables of a schema of its own in the database of the floor. */
const outcome: Outcome = {
  submissions: 'SELECT * FROM submissions',
  submission_batches: 'SELECT * FROM submission_batches',
  submission_lines: 'SELECT * FROM submission_lines',
  collections: 'SELECT * FROM collections',
  transitions: `SELECT * FROM transitions WHERE subject_kind = 'collection' AND to_state IN ('in_flight', 'settled')`,
  item_balances: 'SELECT * FROM item_balances',
  mandates: 'SELECT * FROM mandates',
  ledger_batches: 'SELECT * FROM ledger_batches',
  ledger_entries: 'SELECT * FROM ledger_entries',
};

const insert = (table: string, which = ''): string =>
  `INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT * FROM outcome.${table} ${which}`;
const plainInsert = (table: string): string => `INSERT INTO ${table} SELECT * FROM outcome.${table}`;

/** The same rows by bare statements, one for each table and step. */
const bareStatements: Record<Step, string[]> = {
  claim: [
    insert('submissions'),
    plainInsert('submission_batches'),
    plainInsert('submission_lines'),
    `UPDATE collections c SET state = 'in_flight', state_since = o.state_since, mandate_id = o.mandate_id
       FROM outcome.collections o WHERE o.id = c.id`,
    insert('transitions', `WHERE to_state = 'in_flight'`),
  ],
  settle: [
    'UPDATE collections c SET state = o.state, state_since = o.state_since FROM outcome.collections o WHERE o.id = c.id',
    insert('transitions', `WHERE to_state = 'settled'`),
    'UPDATE item_balances b SET open_minor = o.open_minor FROM outcome.item_balances o WHERE o.item_id = b.item_id',
    `UPDATE mandates m SET first_accepted_on = o.first_accepted_on, transfer_status = o.transfer_status
       FROM outcome.mandates o WHERE o.id = m.id`,
  ],
  post: [insert('ledger_batches'), insert('ledger_entries')],
};

/**
 * G10 in its first form: ready collections claimed, settled and posted with their transitions, against the same rows
 * written to the same tables by bare statements.
 */
export const claimSettlePost: Benchmark = {
  name: 'claim-settle-post',
  defaultSize: 100_000,
  async run(context) {
    const { cluster, size } = context;
    await cluster.create('journal_base');
    await runPiece<MakeOfficeInput, MakeOfficeResult>('makeOffice', {
      databaseUrl: cluster.urlOf('journal_base'),
      archiveDir: join(context.dir, 'archive'),
      collections: size,
      until: 'ready',
    });

    const runs: Run[] = [];
    for (let n = 1; n <= context.runs; n += 1) runs.push(await runOnce(context));
    await cluster.drop('journal_base');

    const total = ({ ours }: Run) => ours.claim_seconds + ours.settle_seconds + ours.post_seconds;
    const floors = runs.flatMap((run) => (run.floor ? [run.floor] : []));
    const floorTotal = (floor: Record<Step, number>) => floor.claim + floor.settle + floor.post;
    const peak = Math.max(...runs.map(({ ours }) => megabytes(ours.peak_rss_bytes)));
    return {
      ratio: floors.length > 0 ? median(runs.map(total)) / median(floors.map(floorTotal)) : undefined,
      goal: 1.5,
      compares: 'ready to claimed, settled and posted / the same rows by one bare statement for each table and step',
      missing: psql ? [] : ['psql'],
      figures: [
        figure('claimed', 's', runs, ({ ours }) => ours.claim_seconds),
        figure('settled', 's', runs, ({ ours }) => ours.settle_seconds),
        figure('posted', 's', runs, ({ ours }) => ours.post_seconds),
        figure('all three', '1/s', runs, (run) => size / total(run)),
        ...(floors.length > 0
          ? [
              figure('floor: claimed', 's', floors, (floor) => floor.claim),
              figure('floor: settled', 's', floors, (floor) => floor.settle),
              figure('floor: posted', 's', floors, (floor) => floor.post),
            ]
          : []),
        { name: 'peak memory', unit: 'MB', value: peak },
      ],
    };
  },
};

async function runOnce(context: BenchContext): Promise<Run> {
  const { cluster, dir, size } = context;
  const archiveDir = join(dir, 'archive');
  await cluster.create('journal_ours', 'journal_base');
  await cluster.checkpoint();
  const ours = await runPiece<JournalInput, JournalResult>('journal', {
    databaseUrl: cluster.urlOf('journal_ours'),
    archiveDir,
    collections: size,
  });
  await rm(archiveDir, { recursive: true });
  const floor = psql ? await runFloor(context, psql) : undefined;
  await cluster.drop('journal_ours');
  return { ours, floor };
}

async function runFloor(context: BenchContext, program: string): Promise<Record<Step, number>> {
  const { cluster } = context;
  await cluster.create('journal_floor', 'journal_base');
  await copyOutcome(context, program, { from: 'journal_ours', to: 'journal_floor', outcome });
  await cluster.checkpoint();
  const url = cluster.urlOf('journal_floor');
  const timed = (step: Step) => runPsql(program, url, ['BEGIN', ...bareStatements[step], 'COMMIT']);
  const floor = { claim: await timed('claim'), settle: await timed('settle'), post: await timed('post') };
  await cluster.drop('journal_floor');
  return floor;
}
