import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { connect, run } from '../db/connection.ts';
import { type BenchContext, type Benchmark, figure, median, megabytes } from './benchmark.ts';
import { psql, runPsql } from './floor.ts';
import { measurePeers, missingPeers, type Peer } from './peers.ts';
import { type Measured, runPiece } from './piece.ts';
import type { MakeOfficeInput, MakeOfficeResult } from './pieces/makeOffice.ts';
import type { WriteSubmissionInput, WriteSubmissionResult } from './pieces/writeSubmission.ts';

interface Run {
  ours: Measured<WriteSubmissionResult>;
  floor: number | undefined;
}

/**
 * The file of one submission, from its frozen rows to a synced file in the archive, hashed, with every field checked, against
 * psql's `\copy` of the same columns to a file.
 * @param columns - of a line that stand in the file
 */
export function submissionWrite(options: {
  name: string;
  isDanish: boolean;
  columns: string;
  goal: number;
  peers?: Peer[];
}): Benchmark {
  const { name, isDanish, columns, goal, peers: compared = [] } = options;
  return {
    name,
    defaultSize: 100_000,
    async run(context) {
      const { cluster, size } = context;
      await cluster.create('write_base');
      const { submission_id: submissionId } = await runPiece<MakeOfficeInput, Required<MakeOfficeResult>>(
        'makeOffice',
        {
          databaseUrl: cluster.urlOf('write_base'),
          archiveDir: join(context.dir, 'archive'),
          collections: size,
          until: 'frozen',
          isDanish,
        },
      );

      const runs: Run[] = [];
      for (let n = 1; n <= context.runs; n += 1) runs.push(await runOnce(context, submissionId, columns));

      const floors = runs.flatMap((each) => each.floor ?? []);
      const seconds = median(runs.map(({ ours }) => ours.seconds));
      const frozen = { databaseUrl: cluster.urlOf('write_base'), submissionId };
      const peers = await measurePeers(context, compared, seconds / size, frozen);
      await cluster.drop('write_base');
      return {
        ratio: floors.length > 0 ? seconds / median(floors) : undefined,
        goal,
        memory: { peak_mb: Math.max(...runs.map(({ ours }) => megabytes(ours.peak_rss_bytes))), goal_mb: 200 },
        compares:
          'frozen rows to synced and hashed file, every field checked / \\copy (SELECT the same columns) TO a file',
        peers,
        missing: [...(psql ? [] : ['psql']), ...missingPeers(compared, peers)],
        figures: [
          figure('written', 's', runs, ({ ours }) => ours.seconds),
          figure('written', '1/s', runs, ({ ours }) => size / ours.seconds),
          figure('file', 'MB', runs, ({ ours }) => megabytes(ours.size_bytes)),
          ...(floors.length > 0 ? [{ name: 'floor: \\copy', unit: 's' as const, value: median(floors) }] : []),
        ],
      };
    },
  };
}

async function runOnce({ cluster, dir }: BenchContext, submissionId: number, columns: string): Promise<Run> {
  const databaseUrl = cluster.urlOf('write_base');
  const archiveDir = join(dir, 'archive');
  await cluster.checkpoint();
  const ours = await runPiece<WriteSubmissionInput, WriteSubmissionResult>('writeSubmission', {
    databaseUrl,
    archiveDir,
    submissionId,
  });
  await rm(archiveDir, { recursive: true });
  await freezeAgain(databaseUrl, submissionId);
  if (!psql) return { ours, floor: undefined };
  const rows = join(dir, 'lines');
  const lines = `SELECT ${columns} FROM submission_lines WHERE submission_id = ${submissionId} ORDER BY line_no`;
  const floor = await runPsql(psql, databaseUrl, [`\\copy (${lines}) TO '${rows}'`]);
  await rm(rows);
  return { ours, floor };
}

/** As if it had not been written yet, for the next run. */
async function freezeAgain(databaseUrl: string, submissionId: number): Promise<void> {
  const db = connect(databaseUrl, 1);
  await run(db, `UPDATE submissions SET state = 'frozen', sha256 = NULL, size_bytes = NULL WHERE id = :id`, {
    id: submissionId,
  });
  await db.destroy();
}
