import type { Command } from 'commander';

import { listWaitingAgreements } from '../../db/mandateLists.ts';
import { examples, withContext } from '../cli.ts';
import { type ListOptions, withListOptions } from './listing.ts';

/** Adds the list of what a payment centre told of customers who are not here (C6). */
export function addWorkList(mandates: Command): void {
  examples(
    withListOptions(
      mandates
        .command('work-list')
        .description(
          'List the agreements that a payment centre told of and that belong to no customer, with the reason.',
        ),
    ).action(
      withContext(async ({ context, out }, options: ListOptions) => {
        out.list(
          await listWaitingAgreements(await context.db(), options),
          {
            creditor: (line) => line.creditor,
            customer_number: (line) => line.customer_number,
            agreement_number: (line) => line.agreement_number,
            event: (line) => line.event,
            effective_on: (line) => line.effective_on,
            since: (line) => line.since,
            reason: (line) => line.reason,
            file: (line) => line.file,
          },
          'no agreement waits for its customer',
        );
      }),
    ),
    [['incasso mandates work-list --creditor dansk', 'whose customers are missing here']],
  );
}
