import { inboundFileActivities } from '../../activities/inboundFiles.ts';
import { piece } from '../piece.ts';
import { benchPorts } from '../ports.ts';
import { measureStatements, secondsOf } from '../statements.ts';
import { matching } from './matching.ts';

export interface ImportFileInput {
  databaseUrl: string;
  archiveDir: string;
  fileId: number;
}

export interface ImportFileResult {
  /** From the archived file to committed records. */
  stage_seconds: number;
  /** From committed records to committed matches: the statements of the matching, and the commit. */
  match_seconds: number;
  /** The rest of the transaction: collections, balances, mandates, transitions, submissions. */
  apply_seconds: number;
  matched: number;
}

await piece<ImportFileInput, ImportFileResult>(async ({ databaseUrl, archiveDir, fileId }) => {
  const ports = benchPorts(databaseUrl, archiveDir);
  const activities = inboundFileActivities(ports);
  await ports.db.raw('SELECT 1');

  const begun = performance.now();
  await activities.stageInboundFile({ id: fileId });
  const staged = performance.now();
  const statements = measureStatements(ports.db);
  const report = await activities.applyInboundFile({ id: fileId });
  const applied = performance.now();

  await ports.db.destroy();
  const matchSeconds = secondsOf(statements, matching);
  return {
    stage_seconds: (staged - begun) / 1000,
    match_seconds: matchSeconds,
    apply_seconds: (applied - staged) / 1000 - matchSeconds,
    matched: report.matches.find((match) => match.effect === 'settled')?.count ?? 0,
  };
});
