import { inboundFileActivities } from '../../activities/inboundFiles.ts';
import { postJournal } from '../../db/ledger.ts';
import { actor, deliver, freezeAll, receiveSettlement, systemCode } from '../data/office.ts';
import { piece } from '../piece.ts';
import { benchPorts } from '../ports.ts';
import { measureStatements, secondsOf } from '../statements.ts';
import { matching } from './matching.ts';

export interface JournalInput {
  databaseUrl: string;
  archiveDir: string;
  collections: number;
}

export interface JournalResult {
  /** Guarded and frozen. */
  claim_seconds: number;
  /** Settled, without what finds out which record settles what. */
  settle_seconds: number;
  post_seconds: number;
}

await piece<JournalInput, JournalResult>(async ({ databaseUrl, archiveDir, collections }) => {
  const ports = benchPorts(databaseUrl, archiveDir);
  const activities = inboundFileActivities(ports);
  await ports.db.raw('SELECT 1');
  const seconds = async <Result>(work: () => Promise<Result>): Promise<[number, Result]> => {
    const begun = performance.now();
    const result = await work();
    return [(performance.now() - begun) / 1000, result];
  };

  const [claim, submissionId] = await seconds(() => freezeAll(ports, systemCode, collections));
  await deliver(ports, submissionId);
  const file = await receiveSettlement(ports, collections);
  await activities.stageInboundFile({ id: file.file_id });
  const statements = measureStatements(ports.db);
  const [apply] = await seconds(() => activities.applyInboundFile({ id: file.file_id }));
  const settle = apply - secondsOf(statements, matching);
  const stamp = { at: await ports.clock.now(), actor };
  const [post, report] = await seconds(() => postJournal(ports.db, 1, stamp));
  await ports.db.destroy();
  if (report.posted !== collections) throw new Error(`${report.posted} of ${collections} collections were posted`);
  return { claim_seconds: claim, settle_seconds: settle, post_seconds: post };
});
