import { recentJobRuns } from '../../db/jobRuns.ts';
import { kebab } from '../../domain/ids.ts';
import { examples, type Noun, wholeNumber, withContext } from '../cli.ts';

export const noun: Noun = (jobs) => {
  examples(
    jobs
      .command('list')
      .description('List the newest runs of the jobs with their reports, newest first.')
      .option('--limit <number>', 'at most so many', wholeNumber, 30)
      .action(
        withContext(async ({ context, out }, { limit }: { limit: number }) => {
          out.list(await recentJobRuns(await context.db(), limit), {
            id: (run) => run.id,
            job: (run) => kebab(run.job),
            scope: (run) => run.scope,
            started_at: (run) => run.started_at,
            ended_at: (run) => run.ended_at,
            outcome: (run) => run.outcome ?? 'running',
            report: (run) => run.report?.message ?? null,
            actor: (run) => run.actor,
            workflow_id: (run) => run.workflow_id,
          });
        }),
      ),
    [['incasso jobs list --limit 10', 'what ran lately']],
  );
};
