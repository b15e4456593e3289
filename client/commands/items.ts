import { listItems } from '../../db/lists.ts';
import { examples, type Noun, withContext } from '../cli.ts';
import { changeItem } from '../mandates.ts';
import { money } from '../output.ts';
import { yesOrNo } from './choices.ts';
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
  examples(
    items
      .command('set <number>')
      .description('Change how an item is collected, until it stands in a file.')
      .option('--collect <yes|no>', 'collect automatically', yesOrNo)
      .option('--mandate-required <yes|no>', 'with a one-off mandate of its own only', yesOrNo)
      .option('--creditor <code>', 'where several have the same number')
      .action(
        withContext(
          async (
            { context, out },
            number: string,
            { creditor, collect, mandateRequired }: { creditor?: string; collect?: boolean; mandateRequired?: boolean },
          ) => {
            const settings = {
              ...(collect === undefined ? {} : { collect_automatically: collect }),
              ...(mandateRequired === undefined ? {} : { mandate_required: mandateRequired }),
            };
            const { message, done } = await changeItem(context, { number, creditor }, settings);
            out.outcome(message, { done });
          },
        ),
      ),
    [['incasso items set 2026-0012 --mandate-required yes --as anna', 'a one-off mandate is asked for']],
  );
  addImport(items, 'import', 'items', 'open items');
};
