import type { Command } from 'commander';

import { listCustomers } from '../../db/lists.ts';
import { examples, type Noun, withContext } from '../cli.ts';
import { addCustomerAccount, changeCustomer, closeCustomerAccount, readCustomer } from '../mandates.ts';
import { part } from '../output.ts';
import { yesOrNo } from './choices.ts';
import { addImport } from './importing.ts';
import { actionColumns } from './instructions.ts';
import { type ListOptions, withListOptions } from './listing.ts';
import { mandateColumns } from './mandates.ts';

export const noun: Noun = (customers) => {
  customers.description('Customers, how they are collected from, and their bank accounts.');
  addList(customers);
  addShow(customers);
  addSet(customers);
  addAccounts(customers);
  addImport(customers, 'import', 'customers', 'customers');
  addImport(customers, 'import-accounts', 'bank-accounts', 'bank accounts of customers');
};

function addList(customers: Command): void {
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
}

function addShow(customers: Command): void {
  examples(
    customers
      .command('show <number>')
      .description('Show a customer with accounts, mandates and what people changed.')
      .option('--creditor <code>', 'where several have the same number')
      .action(
        withContext(async ({ context, out }, number: string, options: { creditor?: string }) => {
          const { customer, accounts, mandates, actions } = await readCustomer(context, { number, ...options });
          const { creditor_id: _creditor, ...facts } = customer;
          out.show(facts, {
            accounts: part(accounts, {
              iban: (account) => account.iban,
              bic: (account) => account.bic,
              added_on: (account) => account.added_on,
              closed_on: (account) => account.closed_on,
            }),
            mandates: part(mandates, mandateColumns),
            actions: part(actions, actionColumns),
          });
        }),
      ),
    [['incasso customers show K100007', 'accounts and mandates']],
  );
}

interface SetOptions {
  creditor?: string;
  collect?: boolean;
  perInvoice?: boolean;
  applyToItems?: boolean;
  reason?: string;
}

function addSet(customers: Command): void {
  examples(
    customers
      .command('set <number>')
      .description(
        'Change how a customer is collected from; mandates to be signed are asked for, or deleted, as it needs.',
      )
      .option('--collect <yes|no>', 'collect automatically', yesOrNo)
      .option('--per-invoice <yes|no>', 'a mandate is required for each invoice', yesOrNo)
      .option('--apply-to-items', 'for all unpaid items that are in no file too; without it they keep theirs')
      .option('--reason <text>', 'why')
      .option('--creditor <code>', 'where several have the same number')
      .action(
        withContext(async ({ context, out }, number: string, options: SetOptions) => {
          const { creditor, collect, perInvoice, applyToItems, reason } = options;
          const settings = {
            ...(collect === undefined ? {} : { collect_automatically: collect }),
            ...(perInvoice === undefined ? {} : { mandate_required_per_invoice: perInvoice }),
            apply_to_items: applyToItems ?? false,
          };
          const { message, done } = await changeCustomer(context, { number, creditor }, settings, reason);
          out.outcome(message, { done });
        }),
      ),
    [
      ['incasso customers set K100007 --collect yes --as anna', 'a mandate is asked for, if there was none'],
      ['incasso customers set K100007 --per-invoice yes --apply-to-items --as anna', 'one-offs for all unpaid items'],
    ],
  );
}

function addAccounts(customers: Command): void {
  examples(
    customers
      .command('add-account <number>')
      .description(
        'Add a bank account. The mandate that names the old one is amended, or replaced by a new one to be signed.',
      )
      .requiredOption('--iban <iban>', 'the account')
      .option('--bic <bic>', 'needed for banks outside the EEA')
      .option('--creditor <code>', 'where several have the same number')
      .action(
        withContext(
          async ({ context, out }, number: string, options: { iban: string; bic?: string; creditor?: string }) => {
            const { iban, bic, creditor } = options;
            const { message } = await addCustomerAccount(
              context,
              { number, creditor },
              { iban, ...(bic ? { bic } : {}) },
            );
            out.outcome(message);
          },
        ),
      ),
    [
      [
        'incasso customers add-account K100007 --iban NL91ABNA0417164300 --as anna',
        'an account is added, never edited',
      ],
    ],
  );
  examples(
    customers
      .command('close-account <number>')
      .description('Close a bank account: nothing is collected from it any more.')
      .requiredOption('--iban <iban>', 'the account')
      .option('--creditor <code>', 'where several have the same number')
      .action(
        withContext(
          async ({ context, out }, number: string, { iban, creditor }: { iban: string; creditor?: string }) => {
            const { message, done } = await closeCustomerAccount(context, { number, creditor }, iban);
            out.outcome(message, { done });
          },
        ),
      ),
    [['incasso customers close-account K100007 --iban NL91ABNA0417164300 --as anna', 'the bank says it is closed']],
  );
}
