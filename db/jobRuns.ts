import type { JobName } from '../domain/ids.ts';
import type { JobReport } from '../domain/messages/jobs.ts';
import { type Db, first, inTransaction, many, run } from './connection.ts';

export interface RunningJob {
  id: number;
  workflow_id: string;
  run_id: string;
  actor: string;
  started_at: string;
}

export type BeginJob = { kind: 'begun'; id: number } | { kind: 'running'; other: RunningJob };

/**
 * Takes the place of a run: one per job and scope. Asked again by the same workflow, it answers with the same row.
 * When another run holds the place, the caller finds out whether that one is alive.
 */
export async function beginJobRun(
  db: Db,
  wanted: { job: JobName; scope: string; workflow_id: string; run_id: string; actor: string; at: string },
): Promise<BeginJob> {
  const mine = await first<{ id: number }>(
    db,
    `INSERT INTO job_runs (job, scope, workflow_id, run_id, actor, started_at)
     VALUES (:job, :scope, :workflow_id, :run_id, :actor, :at) ON CONFLICT DO NOTHING RETURNING id`,
    wanted,
  );
  if (mine) return { kind: 'begun', id: mine.id };
  const other = await first<RunningJob>(
    db,
    `SELECT id, workflow_id, run_id, actor, started_at FROM job_runs
      WHERE job = :job AND scope = :scope AND ended_at IS NULL`,
    { job: wanted.job, scope: wanted.scope },
  );
  if (!other) return beginJobRun(db, wanted);
  if (other.workflow_id === wanted.workflow_id) return { kind: 'begun', id: other.id };
  return { kind: 'running', other };
}

/** Ends a run whose workflow is not running any more, so that the next one may begin. */
export async function abandonJobRun(db: Db, id: number, at: string): Promise<void> {
  await run(db, `UPDATE job_runs SET ended_at = :at, outcome = 'abandoned' WHERE id = :id AND ended_at IS NULL`, {
    id,
    at,
  });
}

/** Ends a run with its report. Ending it twice keeps the first. */
export async function endJobRun(
  db: Db,
  end: { id: number; outcome: 'done' | 'failed'; report: JobReport; at: string },
): Promise<void> {
  await run(
    db,
    `UPDATE job_runs SET ended_at = :at, outcome = :outcome, report = :report::jsonb
      WHERE id = :id AND ended_at IS NULL`,
    { id: end.id, outcome: end.outcome, report: JSON.stringify(end.report), at: end.at },
  );
}

export interface JobRunRow {
  id: number;
  job: JobName;
  scope: string;
  workflow_id: string;
  actor: string;
  started_at: string;
  ended_at: string | null;
  outcome: string | null;
  report: JobReport | null;
}

/** The newest runs, newest first. */
export async function recentJobRuns(db: Db, limit: number): Promise<JobRunRow[]> {
  return many(
    db,
    `SELECT id, job, scope, workflow_id, actor, started_at, ended_at, outcome, report
       FROM job_runs ORDER BY id DESC LIMIT :limit`,
    { limit },
  );
}

/** Guard runs leave thousands of rows a day; finished ones older than the given instant go. */
export async function forgetGuardRuns(db: Db, jobs: readonly JobName[], before: string): Promise<number> {
  return inTransaction(db, (trx) =>
    run(trx, `DELETE FROM job_runs WHERE job = ANY(:jobs) AND ended_at < :before`, { jobs, before }),
  );
}
