import type { Command } from 'commander';

import { history } from '../../db/transitions.ts';
import { findUnapplied, listUnapplied, type UnappliedPayment } from '../../db/unappliedPayments.ts';
import { type UnappliedPaymentState, unappliedPaymentStates } from '../../domain/states/unappliedPayment.ts';
import { examples, exitCodes, moreIds, type Noun, type Session, wholeNumber, withContext } from '../cli.ts';
import { type Columns, money, part } from '../output.ts';
import { assign, disown, goneBack, keep, makePayments, type Outcome, refund, unassign } from '../payments.ts';
import { oneOf } from './choices.ts';
import { type ListOptions, withListOptions } from './listing.ts';

export const noun: Noun = (payments) => {
  payments.description('Unapplied payments: money that came in for nothing that asks for it, and what becomes of it.');
  addList(payments);
  addShow(payments);
  addMake(payments);
  addAssign(payments);
  addUnassign(payments);
  addKeep(payments);
  addRefund(payments);
  addNotOurs(payments);
  addGoneBack(payments);
};

const columns: Columns<UnappliedPayment> = {
  id: (payment) => payment.id,
  creditor: (payment) => payment.creditor,
  state: (payment) => payment.state,
  booked_on: (payment) => payment.booked_on,
  amount: (payment) => money(payment.amount_minor, payment.currency),
  open: (payment) => money(payment.open_minor, payment.currency),
  payer: (payment) => payment.payer_name,
  customer: (payment) => payment.customer,
  reason: (payment) => payment.reason,
};

function addList(payments: Command): void {
  examples(
    withListOptions(
      payments
        .command('list')
        .description('List unapplied payments of which something is open, oldest first.')
        .option('--state <state>', 'those in one state', oneOf(Object.keys(unappliedPaymentStates))),
    ).action(
      withContext(async ({ context, out }, options: ListOptions & { state?: UnappliedPaymentState }) => {
        out.list(await listUnapplied(await context.db(), options), columns);
      }),
    ),
    [['incasso payments list --state kept', 'what waits for the next invoice']],
  );
}

function addShow(payments: Command): void {
  examples(
    payments
      .command('show')
      .description('Show an unapplied payment with its payer and everything that was decided.')
      .argument('<id>', 'number of the payment', wholeNumber)
      .action(
        withContext(async ({ context, out }, id: number) => {
          const db = await context.db();
          const payment = await findUnapplied(db, id);
          const record = Object.fromEntries(Object.entries(columns).map(([name, value]) => [name, value(payment)]));
          const source = {
            payer_iban: payment.payer_iban,
            remittance: payment.remittance,
            file: payment.file_id,
            record: payment.record_no,
          };
          out.show(
            { ...record, ...source },
            {
              history: part(await history(db, 'unapplied_payment', id), {
                at: (step) => step.at,
                to: (step) => step.to_state,
                actor: (step) => step.actor,
                reason: (step) => step.reason,
              }),
            },
          );
        }),
      ),
    [['incasso payments show 3', 'who paid, for what, and what became of it']],
  );
}

function addMake(payments: Command): void {
  examples(
    payments
      .command('make')
      .description('Make unmatched records of a bank file unapplied payments: no line is waited for any longer.')
      .argument('<file>', 'number of the file', wholeNumber)
      .argument('<records...>', 'numbers of its records, of "files rows FILE --unmatched"', moreIds)
      .requiredOption('--reason <text>', 'why')
      .action(
        withContext(async ({ context, out }, file: number, records: number[], { reason }: { reason: string }) => {
          const made = await makePayments(context, file, records, reason);
          out.list(made, { record: (one) => one.record, payment: (one) => one.id, outcome: (one) => one.message });
          return made.some(({ id }) => id === null) ? exitCodes.refused : exitCodes.done;
        }),
      ),
    [['incasso payments make 7 3 4 --reason "paid by hand" --as anna', 'records 3 and 4 of file 7']],
  );
}

function addAssign(payments: Command): void {
  examples(
    withPayment(payments, 'assign', 'Pay an open invoice with it. The invoice keeps its rest, the payment its surplus.')
      .argument('<item>', 'number of the invoice')
      .option('--amount <amount>', 'a part of it, like 12.50')
      .option('--reason <text>', 'why')
      .action(
        withContext(async (session, id: number, item: string, options: { amount?: string; reason?: string }) => {
          tell(session, await assign(session.context, id, item, options));
        }),
      ),
    [['incasso payments assign 3 F2026-17 --as anna', 'as much as is open of both']],
  );
}

function addUnassign(payments: Command): void {
  examples(
    withPayment(payments, 'unassign', 'Take back what was assigned to an invoice; the ledger gets entries of its own.')
      .argument('<item>', 'number of the invoice')
      .requiredOption('--reason <text>', 'why')
      .action(
        withContext(async (session, id: number, item: string, { reason }: { reason: string }) => {
          tell(session, await unassign(session.context, id, item, reason));
        }),
      ),
    [['incasso payments unassign 3 F2026-17 --reason "another customer" --as anna', 'both are open again']],
  );
}

const customerOption = ['--customer <number>', 'whose payment it is, where nobody knows yet'] as const;

function addKeep(payments: Command): void {
  examples(
    withPayment(payments, 'next-invoice', 'Keep it for the next invoice of its customer.')
      .option(...customerOption)
      .option('--reason <text>', 'why')
      .action(
        withContext(async (session, id: number, options: { customer?: string; reason?: string }) => {
          tell(session, await keep(session.context, id, options));
        }),
      ),
    [['incasso payments next-invoice 3 --customer K1001 --as anna', 'paid with it when it is imported']],
  );
}

function addRefund(payments: Command): void {
  examples(
    withPayment(payments, 'refund', 'Owe what is open of it to its customer, with a credit note that can be paid out.')
      .option(...customerOption)
      .requiredOption('--reason <text>', 'why')
      .action(
        withContext(async (session, id: number, options: { customer?: string; reason: string }) => {
          tell(session, await refund(session.context, id, options));
        }),
      ),
    [['incasso payments refund 3 --reason "paid twice" --as anna', 'then "collections disburse"']],
  );
}

function addNotOurs(payments: Command): void {
  examples(
    withPayment(payments, 'not-ours', 'What is open of it is money of somebody else.')
      .requiredOption('--reason <text>', 'whose, and why')
      .action(
        withContext(async (session, id: number, { reason }: { reason: string }) => {
          tell(session, await disown(session.context, id, reason));
        }),
      ),
    [['incasso payments not-ours 3 --reason "for the tenant next door" --as anna', 'out of our books']],
  );
}

function addGoneBack(payments: Command): void {
  examples(
    withPayment(payments, 'gone-back', 'The bank took it back, with a debit that matches nothing else.')
      .argument('<file>', 'number of the file', wholeNumber)
      .argument('<record>', 'number of the debit in it, of "files rows FILE --unmatched"', wholeNumber)
      .action(
        withContext(async (session, id: number, file: number, record: number) => {
          tell(session, await goneBack(session.context, id, file, record));
        }),
      ),
    [['incasso payments gone-back 3 9 2 --as anna', 'with record 2 of file 9']],
  );
}

function withPayment(payments: Command, verb: string, about: string): Command {
  return payments.command(verb).description(about).argument('<id>', 'number of the payment', wholeNumber);
}

function tell({ out }: Session, { message, ...facts }: Outcome): void {
  out.outcome(message, { ...facts });
}
