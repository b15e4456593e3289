import { listCustomers } from '../../db/lists.ts';
import { examples, type Noun, withContext } from '../cli.ts';
import { addImport } from './importing.ts';
import { type ListOptions, withListOptions } from './listing.ts';

export const noun: Noun = (customers) => {
  examples(
    withListOptions(customers.command('list').description('List customers.')).action(
      withContext(async ({ context, out }, options: ListOptions) => {
        out.list(await listCustomers(await context.db(), options), {
          creditor: (customer) => customer.creditor,
          number: (customer) => customer.number,
          name: (customer) => customer.name,
          country: (customer) => customer.country,
          collect_automatically: (customer) => customer.collect_automatically,
          accounts: (customer) => customer.accounts,
          open_items: (customer) => customer.open_items,
        });
      }),
    ),
    [['incasso customers list --creditor noord', 'the customers of one creditor']],
  );
  addImport(customers, 'import', 'customers', 'customers');
  addImport(customers, 'import-accounts', 'bank-accounts', 'bank accounts of customers');
};
