import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { type BenchContext, type Benchmark, figure, median, megabytes } from './benchmark.ts';
import { psql, readWithXmllint, runPsql, xmllint } from './floor.ts';
import { type Measured, runPiece } from './piece.ts';
import type { ImportFileInput, ImportFileResult } from './pieces/importFile.ts';
import type { MakeOfficeInput, MakeOfficeResult } from './pieces/makeOffice.ts';

/** The rows that an import writes until everything is matched: what the floor copies. */
const stagedTables = ['inbound_records', 'inbound_keys', 'matches'];

interface Run {
  ours: Measured<ImportFileResult>;
  floor: { xmllint: number; copy: number } | undefined;
}

/**
 * G8: a camt.054 for frozen and delivered collections, from the archived file to matched rows committed, against
 * `xmllint --stream` of the file and psql's `\copy` of the same rows into the same tables with their indexes.
 */
export const camtImport: Benchmark = {
  name: 'camt-import',
  defaultSize: 100_000,
  async run(context) {
    const archiveDir = join(context.dir, 'archive');
    await context.cluster.create('camt_base');
    const base = await runPiece<MakeOfficeInput, Required<MakeOfficeResult>>('makeOffice', {
      databaseUrl: context.cluster.urlOf('camt_base'),
      archiveDir,
      collections: context.size,
      until: 'received',
    });
    const { file_id: fileId, sha256, size_bytes: sizeBytes } = base.file;
    const file = join(archiveDir, sha256.slice(0, 2), sha256);
    context.say(`file of ${megabytes(sizeBytes).toFixed(0)} MB, ${context.size} transactions`);

    const runs: Run[] = [];
    for (let n = 1; n <= context.runs; n += 1) runs.push(await runOnce(context, archiveDir, file, fileId));
    await context.cluster.drop('camt_base');

    const imported = (run: Run) => run.ours.stage_seconds + run.ours.match_seconds;
    const all = (run: Run) => imported(run) + run.ours.apply_seconds;
    const floors = runs.flatMap((run) => (run.floor ? [run.floor] : []));
    const floor = floors.length > 0 ? median(floors.map((run) => run.xmllint + run.copy)) : undefined;
    const against = (pick: (run: Run) => number) => (floor ? median(runs.map(pick)) / floor : undefined);
    const withApply = against(all);
    return {
      ratio: against(imported),
      goal: 1.5,
      memory: { peak_mb: Math.max(...runs.map((run) => megabytes(run.ours.peak_rss_bytes))), goal_mb: 256 },
      compares: `file to matched rows committed / xmllint --stream --noout, then \\copy of the same ${context.size} rows each of ${stagedTables.join(', ')}`,
      missing: [...(xmllint ? [] : ['xmllint']), ...(psql ? [] : ['psql'])],
      figures: [
        figure('read and staged', 's', runs, (run) => run.ours.stage_seconds),
        figure('matched', 's', runs, (run) => run.ours.match_seconds),
        figure('applied: settled, transitions, balances, mandates', 's', runs, (run) => run.ours.apply_seconds),
        figure('imported', '1/s', runs, (run) => context.size / imported(run)),
        figure('staging speed', 'MB/s', runs, (run) => megabytes(sizeBytes) / run.ours.stage_seconds),
        ...(floors.length > 0
          ? [
              figure('floor: xmllint', 's', floors, (run) => run.xmllint),
              figure('floor: \\copy', 's', floors, (run) => run.copy),
            ]
          : []),
        ...(withApply ? [{ name: 'ratio with applying', unit: 'times' as const, value: withApply }] : []),
      ],
    };
  },
};

async function runOnce(context: BenchContext, archiveDir: string, file: string, fileId: number): Promise<Run> {
  const { cluster, size } = context;
  await cluster.create('camt_ours', 'camt_base');
  await cluster.checkpoint();
  const ours = await runPiece<ImportFileInput, ImportFileResult>('importFile', {
    databaseUrl: cluster.urlOf('camt_ours'),
    archiveDir,
    fileId,
  });
  if (ours.matched !== size) throw new Error(`${ours.matched} of ${size} transactions were matched`);
  const floor = psql && xmllint ? await runFloor(context, file, { psql, xmllint }) : undefined;
  await cluster.drop('camt_ours');
  return { ours, floor };
}

async function runFloor(
  { cluster, dir }: BenchContext,
  file: string,
  tools: { psql: string; xmllint: string },
): Promise<NonNullable<Run['floor']>> {
  const rowsDir = join(dir, 'rows');
  await mkdir(rowsDir, { recursive: true });
  const rowsOf = (table: string): string => join(rowsDir, table);
  await runPsql(
    tools.psql,
    cluster.urlOf('camt_ours'),
    stagedTables.map((table) => `\\copy ${table} TO '${rowsOf(table)}'`),
  );
  await cluster.create('camt_floor', 'camt_base');
  await cluster.checkpoint();
  const floor = {
    xmllint: await readWithXmllint(tools.xmllint, file),
    copy: await runPsql(
      tools.psql,
      cluster.urlOf('camt_floor'),
      stagedTables.map((table) => `\\copy ${table} FROM '${rowsOf(table)}'`),
    ),
  };
  await cluster.drop('camt_floor');
  await rm(rowsDir, { recursive: true });
  return floor;
}
