import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { type BenchContext, type Benchmark, figure, median, megabytes } from './benchmark.ts';
import { type FloorReader, psql, runPsql } from './floor.ts';
import { measurePeers, missingPeers, type Peer } from './peers.ts';
import { type Measured, runPiece } from './piece.ts';
import type { ImportFileInput, ImportFileResult } from './pieces/importFile.ts';
import type { MakeOfficeInput, MakeOfficeResult } from './pieces/makeOffice.ts';

/** The rows that an import writes until everything is matched: what the floor copies. */
const stagedTables = ['inbound_records', 'inbound_keys', 'matches'];

interface Options {
  name: string;
  isDanish: boolean;
  reader: FloorReader;
  goal: number;
  /** Readers that make nothing of what they read. */
  peers?: Peer[];
}

interface Run {
  ours: Measured<ImportFileResult>;
  floor: { read: number; copy: number } | undefined;
}

/**
 * A file that settles frozen and delivered collections, from the archive to matched rows committed, against a C tool that
 * reads it, then psql's `\copy` of the same rows into the same tables with their indexes.
 */
export function fileImport({ name, isDanish, reader, goal, peers: compared = [] }: Options): Benchmark {
  return {
    name,
    defaultSize: 100_000,
    async run(context) {
      const archiveDir = join(context.dir, 'archive');
      await context.cluster.create('import_base');
      const base = await runPiece<MakeOfficeInput, Required<MakeOfficeResult>>('makeOffice', {
        databaseUrl: context.cluster.urlOf('import_base'),
        archiveDir,
        collections: context.size,
        until: 'received',
        isDanish,
      });
      const { file_id: fileId, sha256, size_bytes: sizeBytes } = base.file;
      const file = join(archiveDir, sha256.slice(0, 2), sha256);
      context.say(`file of ${megabytes(sizeBytes).toFixed(0)} MB, ${context.size} transactions`);

      const runs: Run[] = [];
      for (let n = 1; n <= context.runs; n += 1) {
        runs.push(await runOnce(context, { archiveDir, file, fileId, read: reader.read }));
      }
      await context.cluster.drop('import_base');

      const imported = (run: Run) => run.ours.stage_seconds + run.ours.match_seconds;
      const all = (run: Run) => imported(run) + run.ours.apply_seconds;
      const floors = runs.flatMap((run) => (run.floor ? [run.floor] : []));
      const floor = floors.length > 0 ? median(floors.map((run) => run.read + run.copy)) : undefined;
      const against = (pick: (run: Run) => number) => (floor ? median(runs.map(pick)) / floor : undefined);
      const withApply = against(all);
      const peers = await measurePeers(context, compared, median(runs.map(imported)) / context.size);
      return {
        ratio: against(imported),
        goal,
        memory: { peak_mb: Math.max(...runs.map((run) => megabytes(run.ours.peak_rss_bytes))), goal_mb: 256 },
        compares: `file to matched rows committed / ${reader.name}, then \\copy of the same ${context.size} rows each of ${stagedTables.join(', ')}`,
        peers,
        missing: [...(reader.read ? [] : [reader.name]), ...(psql ? [] : ['psql']), ...missingPeers(compared, peers)],
        figures: [
          figure('read and staged', 's', runs, (run) => run.ours.stage_seconds),
          figure('matched', 's', runs, (run) => run.ours.match_seconds),
          figure('applied: settled, transitions, balances, mandates', 's', runs, (run) => run.ours.apply_seconds),
          figure('imported', '1/s', runs, (run) => context.size / imported(run)),
          figure('staging speed', 'MB/s', runs, (run) => megabytes(sizeBytes) / run.ours.stage_seconds),
          ...(floors.length > 0
            ? [
                figure(`floor: ${reader.name}`, 's', floors, (run) => run.read),
                figure('floor: \\copy', 's', floors, (run) => run.copy),
              ]
            : []),
          ...(withApply ? [{ name: 'ratio with applying', unit: 'times' as const, value: withApply }] : []),
        ],
      };
    },
  };
}

interface ArchivedImport {
  archiveDir: string;
  file: string;
  fileId: number;
  read: FloorReader['read'];
}

async function runOnce(context: BenchContext, { archiveDir, file, fileId, read }: ArchivedImport): Promise<Run> {
  const { cluster, size } = context;
  await cluster.create('import_ours', 'import_base');
  await cluster.checkpoint();
  const ours = await runPiece<ImportFileInput, ImportFileResult>('importFile', {
    databaseUrl: cluster.urlOf('import_ours'),
    archiveDir,
    fileId,
  });
  if (ours.matched !== size) throw new Error(`${ours.matched} of ${size} transactions were matched`);
  const floor = psql && read ? { read: await read(file), copy: await copyRows(context, psql) } : undefined;
  await cluster.drop('import_ours');
  return { ours, floor };
}

/** Seconds that psql takes to copy the rows that our run has left behind into an equal database. */
async function copyRows({ cluster, dir }: BenchContext, program: string): Promise<number> {
  const rowsDir = join(dir, 'rows');
  await mkdir(rowsDir, { recursive: true });
  const rowsOf = (table: string): string => join(rowsDir, table);
  await runPsql(
    program,
    cluster.urlOf('import_ours'),
    stagedTables.map((table) => `\\copy ${table} TO '${rowsOf(table)}'`),
  );
  await cluster.create('import_floor', 'import_base');
  await cluster.checkpoint();
  const seconds = await runPsql(
    program,
    cluster.urlOf('import_floor'),
    stagedTables.map((table) => `\\copy ${table} FROM '${rowsOf(table)}'`),
  );
  await cluster.drop('import_floor');
  await rm(rowsDir, { recursive: true });
  return seconds;
}
