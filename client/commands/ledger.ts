import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';

import { ledgerBalances, ledgerStatement, listBatchesOfLedger } from '../../db/lists.ts';
import { isDate } from '../../domain/dates.ts';
import { examples, type Noun, wholeNumber, withContext } from '../cli.ts';
import { money } from '../output.ts';
import { type ListOptions, withListOptions } from './listing.ts';
import { startAndReport } from './startingJobs.ts';

export const noun: Noun = (ledger) => {
  addBalances(ledger);
  addStatement(ledger);
  addBatches(ledger);
  examples(
    ledger
      .command('post')
      .description('Post everything that is marked posting allowed, now.')
      .option('--no-wait', 'do not wait for the report')
      .action(
        withContext((session, { wait }: { wait: boolean }) =>
          startAndReport(session, 'journalPosting', 'all', { wait }),
        ),
      ),
    [['incasso ledger post --as anna', 'all creditors; run again it finds nothing new']],
  );
};

function addBalances(ledger: Command): void {
  examples(
    ledger
      .command('balances')
      .description('Show the balance of every ledger account; those of a creditor sum to zero.')
      .action(
        withContext(async ({ context, out }) => {
          out.list(await ledgerBalances(await context.db()), {
            creditor: (row) => row.creditor,
            account: (row) => row.account,
            entries: (row) => row.entries,
            debit: (row) => money(row.debit_minor, row.currency),
            credit: (row) => money(row.credit_minor, row.currency),
            balance: (row) => money(row.balance_minor, row.currency),
          });
        }),
      ),
    [['incasso ledger balances', 'debit is positive']],
  );
}

function addStatement(ledger: Command): void {
  examples(
    withListOptions(
      ledger
        .command('statement <account>')
        .description('Show the entries of a ledger account with the running balance.'),
    )
      .option('--from <date>', 'booked on or after', dateOption)
      .option('--to <date>', 'booked on or before', dateOption)
      .action(
        withContext(
          async ({ context, out }, account: string, options: ListOptions & { from?: string; to?: string }) => {
            out.list(await ledgerStatement(await context.db(), account, options), {
              creditor: (entry) => entry.creditor,
              booked_on: (entry) => entry.booked_on,
              kind: (entry) => entry.kind,
              source: (entry) => entry.source,
              item: (entry) => entry.item,
              amount: (entry) => money(entry.amount_minor, entry.currency),
              balance: (entry) => money(entry.balance_minor, entry.currency),
            });
          },
        ),
      ),
    [['incasso ledger statement 1300 --from 2026-01-01 --to 2026-01-31', 'the receivables of January']],
  );
}

function addBatches(ledger: Command): void {
  examples(
    ledger
      .command('batches')
      .description('List the posting batches, newest first: debit and credit of each are equal.')
      .option('--limit <number>', 'at most so many', wholeNumber, 1000)
      .action(
        withContext(async ({ context, out }, { limit }: { limit: number }) => {
          out.list(await listBatchesOfLedger(await context.db(), limit), {
            id: (batch) => batch.id,
            creditor: (batch) => batch.creditor,
            posted_at: (batch) => batch.posted_at,
            posted_by: (batch) => batch.posted_by,
            entries: (batch) => batch.entries,
            debit: (batch) => money(batch.debit_minor, batch.currency),
            credit: (batch) => money(batch.credit_minor, batch.currency),
          });
        }),
      ),
    [['incasso ledger batches --limit 5', 'what the last posting runs did']],
  );
}

function dateOption(text: string): string {
  if (!isDate(text)) throw new InvalidArgumentError('It must be a date YYYY-MM-DD.');
  return text;
}
