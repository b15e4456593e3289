import { listMandates } from '../../db/lists.ts';
import { examples, type Noun, withContext } from '../cli.ts';
import { addImport } from './importing.ts';
import { type ListOptions, withListOptions } from './listing.ts';

export const noun: Noun = (mandates) => {
  examples(
    withListOptions(mandates.command('list').description('List mandates.')).action(
      withContext(async ({ context, out }, options: ListOptions) => {
        out.list(await listMandates(await context.db(), options), {
          creditor: (mandate) => mandate.creditor,
          umr: (mandate) => mandate.umr,
          customer: (mandate) => mandate.customer,
          scheme: (mandate) => mandate.scheme,
          kind: (mandate) => mandate.kind,
          state: (mandate) => mandate.state,
          signed_on: (mandate) => mandate.signed_on,
          suspended_reason: (mandate) => mandate.suspended_reason,
        });
      }),
    ),
    [['incasso mandates list --creditor noord', 'the mandates of one creditor']],
  );
  addImport(mandates, 'import', 'mandates', 'mandates');
};
