import { listCreditorAccounts } from '../../db/lists.ts';
import { listCreditors } from '../../db/parties.ts';
import { examples, type Noun, withContext } from '../cli.ts';
import { addImport } from './importing.ts';

export const noun: Noun = (creditors) => {
  examples(
    creditors
      .command('list')
      .description('List the creditors.')
      .action(
        withContext(async ({ context, out }) => {
          out.list(await listCreditors(await context.db()), {
            code: (creditor) => creditor.code,
            name: (creditor) => creditor.name,
            identifier: (creditor) => creditor.identifier,
            currency: (creditor) => creditor.currency,
            zone: (creditor) => creditor.zone,
          });
        }),
      ),
    [['incasso creditors list', 'who collects']],
  );
  examples(
    creditors
      .command('accounts')
      .description('List the bank accounts of the creditors.')
      .action(
        withContext(async ({ context, out }) => {
          out.list(await listCreditorAccounts(await context.db()), {
            creditor: (account) => account.creditor,
            code: (account) => account.code,
            name: (account) => account.name,
            iban: (account) => account.iban,
            books_from: (account) => account.books_from,
          });
        }),
      ),
    [['incasso creditors accounts', 'and which statements are booked from']],
  );
  addImport(creditors, 'import', 'creditors', 'creditors');
  addImport(creditors, 'import-accounts', 'creditor-accounts', 'bank accounts of creditors');
};
