import type { Command } from 'commander';

import { examples, type ExitCode, exitCodes, type Session, withContext } from '../cli.ts';
import { previewSend } from '../collections.ts';
import { money, part } from '../output.ts';
import { startAndReport } from './startingJobs.ts';

/** Adds send, with its dry run. */
export function addSend(collections: Command): void {
  examples(
    collections
      .command('send <system>')
      .description(
        'Guard and freeze the ready lines of a system now, and hand them over. --dry-run shows what the guard says.',
      )
      .option('--dry-run', 'freeze nothing; list every blocked line with its reason')
      .option('--no-wait', 'do not wait for the report')
      .action(
        withContext(async (session, system: string, { dryRun, wait }: { dryRun?: boolean; wait: boolean }) => {
          if (dryRun) return preview(session, system);
          return startAndReport(session, 'collectionSend', system, { wait });
        }),
      ),
    [
      ['incasso collections send sepa-noord --dry-run', 'what would go, and what is blocked'],
      ['incasso collections send sepa-noord --as anna', 'send it'],
    ],
  );
}

async function preview({ context, out }: Session, system: string): Promise<ExitCode> {
  const { submissions, frozen, blocked, shifted, lines, shifts, currency } = await previewSend(context, system);
  out.show(
    {
      would_freeze: frozen.count,
      would_freeze_sum: money(frozen.sum_minor, currency),
      submissions: submissions.length,
      shifted_to_a_later_date: shifted,
      blocked: blocked.count,
      blocked_sum: money(blocked.sum_minor, currency),
      dry_run: true,
    },
    {
      blocked_lines: part(lines, {
        collection: (line) => line.collection_id,
        item: (line) => line.item,
        amount: (line) => money(line.amount_minor, currency),
        reason: (line) => line.reason,
      }),
      shifted_lines: part(shifts, {
        collection: (line) => line.collection_id,
        item: (line) => line.item,
        amount: (line) => money(line.amount_minor, currency),
        due_on: (line) => line.due_on,
        collection_on: (line) => line.collection_on,
      }),
    },
  );
  return exitCodes.done;
}
