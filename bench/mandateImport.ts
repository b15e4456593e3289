import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { type BenchContext, type Benchmark, figure, median, megabytes } from './benchmark.ts';
import { isToSign, mandatesFile, signaturesFile } from './data/mandateFiles.ts';
import { psql, runPsql } from './floor.ts';
import { bareMandates, copyOutcome, madeMandates } from './outcome.ts';
import { type Measured, runPiece } from './piece.ts';
import type { ImportCsvInput, ImportCsvResult } from './pieces/importCsv.ts';
import type { MakeOfficeInput, MakeOfficeResult } from './pieces/makeOffice.ts';

interface Run {
  mandates: Measured<ImportCsvResult>;
  signatures: Measured<ImportCsvResult>;
  floor: number | undefined;
}

interface Files {
  mandates: string;
  signatures: string;
  /** How many signatures. */
  signed: number;
}

const day = '2026-11-23';
const at = `${day}T08:00:00.000Z`;

/** Where the floor copies the file to: its columns as they stand. */
const stagingTable =
  'CREATE TEMP TABLE staged (creditor text, customer text, iban text, umr text, scheme text, kind text, item text, ' +
  'signed_on text, state text, origin text)';

/**
 * M11: a mandates.csv, from the file to COMMIT with transitions and wakeups, against `\copy` of the file into a table and
 * the same rows written to the same tables by bare statements; then a batch of signatures for those to be signed.
 */
export const mandateImport: Benchmark = {
  name: 'mandate-import',
  defaultSize: 100_000,
  async run(context) {
    const { cluster, size } = context;
    await cluster.create('mandates_base');
    await runPiece<MakeOfficeInput, MakeOfficeResult>('makeOffice', {
      databaseUrl: cluster.urlOf('mandates_base'),
      archiveDir: join(context.dir, 'archive'),
      collections: size,
      until: 'customers',
    });
    const files = await writeFiles(context);

    const runs: Run[] = [];
    for (let n = 1; n <= context.runs; n += 1) runs.push(await runOnce(context, files));
    await cluster.drop('mandates_base');

    const floors = runs.flatMap(({ floor }) => floor ?? []);
    return {
      ratio: floors.length > 0 ? median(runs.map(({ mandates }) => mandates.seconds)) / median(floors) : undefined,
      goal: 1.5,
      compares: 'file to mandates, transitions and wakeups committed / \\copy of the file and one bare INSERT a table',
      missing: psql ? [] : ['psql'],
      figures: [
        figure('imported', 's', runs, ({ mandates }) => mandates.seconds),
        figure('of these: looked up and checked', 's', runs, ({ mandates }) => mandates.check_seconds),
        figure('of these: written', 's', runs, ({ mandates }) => mandates.write_seconds),
        figure('mandates', '1/s', runs, ({ mandates }) => size / mandates.seconds),
        ...(floors.length > 0
          ? [{ name: 'floor: \\copy and bare INSERTs', unit: 's' as const, value: median(floors) }]
          : []),
        figure('signatures', 's', runs, ({ signatures }) => signatures.seconds),
        figure('signatures', '1/s', runs, ({ signatures }) => files.signed / signatures.seconds),
        figure('peak memory', 'MB', runs, ({ mandates }) => megabytes(mandates.peak_rss_bytes)),
      ],
    };
  },
};

async function writeFiles({ dir, size }: BenchContext): Promise<Files> {
  const numbers = Array.from({ length: size }, (_, index) => index + 1).filter(isToSign);
  const files = {
    mandates: resolve(dir, 'mandates.csv'),
    signatures: resolve(dir, 'signatures.csv'),
    signed: numbers.length,
  };
  await writeFile(files.mandates, mandatesFile(size));
  await writeFile(files.signatures, signaturesFile(numbers, day));
  return files;
}

async function runOnce(context: BenchContext, files: Files): Promise<Run> {
  const { cluster, size, say } = context;
  await cluster.create('mandates_ours', 'mandates_base');
  const databaseUrl = cluster.urlOf('mandates_ours');
  const imported = async (noun: 'mandates' | 'signatures') => {
    await cluster.checkpoint();
    return runPiece<ImportCsvInput, ImportCsvResult>('importCsv', { databaseUrl, noun, file: files[noun], at });
  };
  const mandates = await imported('mandates');
  if (mandates.added !== size) throw new Error(`${mandates.added} of ${size} mandates were added`);
  const floor = psql ? await runFloor(context, psql, files) : undefined;
  const signatures = await imported('signatures');
  if (signatures.changed !== files.signed) throw new Error(`${signatures.changed} of ${files.signed} were signed`);
  await cluster.drop('mandates_ours');
  say(`${mandates.seconds.toFixed(2)} s, floor ${floor?.toFixed(2)} s; signatures ${signatures.seconds.toFixed(2)} s`);
  return { mandates, signatures, floor };
}

async function runFloor(context: BenchContext, program: string, { mandates }: Files): Promise<number> {
  const { cluster } = context;
  await cluster.create('mandates_floor', 'mandates_base');
  await copyOutcome(context, program, { from: 'mandates_ours', to: 'mandates_floor', outcome: madeMandates });
  await cluster.checkpoint();
  const floor = await runPsql(program, cluster.urlOf('mandates_floor'), [
    'BEGIN',
    stagingTable,
    `\\copy staged FROM '${mandates}' (FORMAT csv, HEADER)`,
    ...bareMandates,
    'COMMIT',
  ]);
  await cluster.drop('mandates_floor');
  return floor;
}
