import { listItems } from '../../db/lists.ts';
import { examples, type Noun, withContext } from '../cli.ts';
import { money } from '../output.ts';
import { addImport } from './importing.ts';
import { type ListOptions, withListOptions } from './listing.ts';

export const noun: Noun = (items) => {
  examples(
    withListOptions(items.command('list').description('List items by due date.'))
      .option('--open', 'only those of which something is open')
      .action(
        withContext(async ({ context, out }, options: ListOptions & { open?: boolean }) => {
          out.list(await listItems(await context.db(), options), {
            creditor: (item) => item.creditor,
            number: (item) => item.number,
            customer: (item) => item.customer,
            kind: (item) => item.kind,
            issued_on: (item) => item.issued_on,
            due_on: (item) => item.due_on,
            amount: (item) => money(item.amount_minor, item.currency),
            open: (item) => money(item.open_minor, item.currency),
          });
        }),
      ),
    [['incasso items list --open', 'what is still owed']],
  );
  addImport(items, 'import', 'items', 'open items');
};
