import type { JobName } from '../../domain/ids.ts';
import { type ExitCode, exitCodes, type Session } from '../cli.ts';
import { runJob } from '../jobs.ts';

const patienceMs = 10_000;

/** Starts a job, waits for its report and prints it. */
export async function startAndReport(
  { context, out }: Session,
  job: JobName,
  scope: string,
  options: { wait: boolean },
): Promise<ExitCode> {
  const note = 'still waiting for the report; Ctrl-C leaves the run going on, "incasso jobs list" shows its end\n';
  const longWait = setTimeout(() => process.stderr.write(note), patienceMs);
  const { workflow_id, outcome, report } = await runJob(context, job, scope, options.wait).finally(() =>
    clearTimeout(longWait),
  );
  out.outcome(outcome === 'started' ? `started as ${workflow_id}` : report.message, {
    workflow_id,
    outcome,
    counts: report.counts,
  });
  return outcome === 'failed' ? exitCodes.refused : exitCodes.done;
}
