import { auditTotals } from '../../db/totals.ts';
import { examples, exitCodes, type Noun, withContext } from '../cli.ts';
import { money, part } from '../output.ts';

export const noun: Noun = (audit) => {
  examples(
    audit
      .command('totals')
      .description(
        'Count and sum everything in two ways, per creditor, at one moment. Exit code 1 when a pair differs.',
      )
      .action(
        withContext(async ({ context, out }) => {
          const { states, checks } = await auditTotals(await context.db());
          const broken = checks.filter((check) => !check.ok).length;
          out.show(
            { checks: checks.length, broken },
            {
              collections: part(states, {
                creditor: (total) => total.creditor,
                state: (total) => total.state,
                count: (total) => total.count,
                sum: (total) => money(total.sum_minor, total.currency),
              }),
              totals: part(checks, {
                creditor: (check) => check.creditor,
                check: (check) => check.check,
                count: (check) => check.count,
                sum: (check) => money(check.sum_minor, check.currency),
                other_count: (check) => check.other_count,
                other_sum: (check) => money(check.other_sum_minor, check.currency),
                result: (check) => (check.ok ? 'ok' : 'BROKEN'),
              }),
            },
          );
          return broken > 0 ? exitCodes.refused : exitCodes.done;
        }),
      ),
    [['incasso audit totals --json', 'for a nightly check']],
  );
};
