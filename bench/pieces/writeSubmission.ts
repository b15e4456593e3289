import { submissionActivities } from '../../activities/submissions.ts';
import { findSubmission } from '../../db/submissions.ts';
import { piece } from '../piece.ts';
import { benchPorts } from '../ports.ts';

export interface WriteSubmissionInput {
  databaseUrl: string;
  archiveDir: string;
  submissionId: number;
}

export interface WriteSubmissionResult {
  seconds: number;
  size_bytes: number;
  sha256: string;
}

await piece<WriteSubmissionInput, WriteSubmissionResult>(async ({ databaseUrl, archiveDir, submissionId }) => {
  const ports = benchPorts(databaseUrl, archiveDir);
  await ports.db.raw('SELECT 1');
  const begun = performance.now();
  await submissionActivities(ports).writeSubmission({ id: submissionId });
  const seconds = (performance.now() - begun) / 1000;
  const row = await findSubmission(ports.db, submissionId);
  await ports.db.destroy();
  return { seconds, size_bytes: row.size_bytes ?? 0, sha256: row.sha256 ?? '' };
});
