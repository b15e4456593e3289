import type { Command } from 'commander';

import { listCollections } from '../../db/collections.ts';
import { collectionStates } from '../../domain/states/collection.ts';
import { type UndoKind, type UndoReason, undoReasons } from '../../domain/undoing.ts';
import {
  examples,
  type ExitCode,
  exitCodes,
  moreIds,
  type Noun,
  type Session,
  wholeNumber,
  withContext,
} from '../cli.ts';
import {
  again,
  confirmLineAmount,
  disburse,
  type LineState,
  notifyCustomers,
  propose,
  setAllLines,
  setLines,
  setPostingAllowed,
  undo,
} from '../collections.ts';
import { money, part } from '../output.ts';
import { oneOf } from './choices.ts';
import { addSend } from './collectionSend.ts';
import { addSignals } from './collectionSignals.ts';
import { startAndReport } from './startingJobs.ts';

export const noun: Noun = (collections) => {
  collections.description('The collection journal: lines made of due items, sent, followed and settled.');
  addSend(collections);
  addIntake(collections);
  addPropose(collections);
  addNotify(collections);
  addDisburse(collections);
  addAgain(collections);
  addList(collections);
  addSignals(collections);
  addLineVerb(collections, 'ready', 'ready', 'Let lines be sent by the next collection-send.');
  addLineVerb(collections, 'hold', 'held', 'Keep lines back until they are set ready.');
  addLineVerb(
    collections,
    'stop',
    'stopped',
    'Stop lines for good. A file that was not delivered yet is withdrawn with its line, and its other lines are ready again.',
  );
  addUndo(collections, 'cancel', 'cancellations', 'CUST', 'Ask the bank not to collect lines that it has (camt.055).');
  addUndo(
    collections,
    'reverse',
    'reversals',
    'MS02',
    'Give settled collections back within five business days (pain.007).',
  );
  addConfirmations(collections);
};

function addIntake(collections: Command): void {
  const verbs = [
    ['status', 'collectionStatus', "Fetch the bank's status messages now."],
    ['import', 'paymentImport', "Fetch the bank's payments, returns and refunds now."],
  ] as const;
  for (const [verb, job, about] of verbs) {
    examples(
      collections
        .command(`${verb} <system>`)
        .description(about)
        .option('--no-wait', 'do not wait for the report')
        .action(
          withContext((session, system: string, { wait }: { wait: boolean }) =>
            startAndReport(session, job, system, { wait }),
          ),
        ),
      [
        [
          `incasso collections ${verb} sepa-noord --as anna`,
          'waits for the report; a run that goes on already is named',
        ],
      ],
    );
  }
}

function addPropose(collections: Command): void {
  examples(
    collections
      .command('propose <system>')
      .description('Make draft lines from the items that are due soon.')
      .option('--dry-run', 'only count them')
      .action(
        withContext(async ({ context, out }, system: string, { dryRun = false }: { dryRun?: boolean }) => {
          const made = await propose(context, system, dryRun);
          out.outcome(dryRun ? `${made} lines would be made (dry run)` : `${made} draft lines made`, {
            made,
            dry_run: dryRun,
          });
        }),
      ),
    [['incasso collections propose sepa-noord --as anna', 'then: incasso collections ready --system sepa-noord --all']],
  );
}

function addNotify(collections: Command): void {
  examples(
    collections
      .command('notify <system>')
      .description('Queue the mails that announce debits to customers who are told by mail, as each send does first.')
      .option('--dry-run', 'queue nothing; list who would be told')
      .action(
        withContext(async ({ context, out }, system: string, { dryRun = false }: { dryRun?: boolean }) => {
          const told = await notifyCustomers(context, system, dryRun);
          out.show(
            { mails: told.mails, lines: told.lines, sum: money(told.sum_minor, told.currency), dry_run: dryRun },
            {
              customers: part(told.customers, {
                customer: (row) => row.customer,
                lines: (row) => row.line_count,
                sum: (row) => money(row.sum_minor, told.currency),
                first_collection_on: (row) => row.first_collection_on,
              }),
            },
          );
        }),
      ),
    [
      ['incasso collections notify sepa-noord --dry-run', 'who would be told'],
      ['incasso collections notify sepa-noord --as anna', 'mail-send sends it within the minute'],
    ],
  );
}

interface ListOptions {
  system?: string;
  state?: string;
  limit: number;
}

function addDisburse(collections: Command): void {
  examples(
    collections
      .command('disburse <system> <items...>')
      .description(
        'Make draft lines that pay credit notes out to their customers. One that is refused holds up no other.',
      )
      .action(
        withContext(async ({ context, out }, system: string, items: string[]) => {
          const made = await disburse(context, system, items);
          out.list(made, { item: (one) => one.of, line: (one) => one.id, outcome: (one) => one.message });
          return made.some(({ id }) => id === null) ? exitCodes.refused : exitCodes.done;
        }),
      ),
    [['incasso collections disburse sepa-noord C2026-17 --as anna', 'then "collections ready" and "send"']],
  );
}

function addAgain(collections: Command): void {
  examples(
    collections
      .command('again')
      .description(
        'Make draft lines of what is open of the items of lines that have ended: rejected, returned, stopped.',
      )
      .argument('<ids...>', 'numbers of lines', moreIds)
      .action(
        withContext(async ({ context, out }, ids: number[]) => {
          const made = await again(context, ids);
          out.list(made, { ended: (one) => one.of, line: (one) => one.id, outcome: (one) => one.message });
          return made.some(({ id }) => id === null) ? exitCodes.refused : exitCodes.done;
        }),
      ),
    [['incasso collections again 12 --as anna', 'then "collections ready" and "send"']],
  );
}

function addList(collections: Command): void {
  examples(
    collections
      .command('list')
      .description('List lines of the journal, oldest first.')
      .option('--system <code>', 'only those of one system')
      .option('--state <state>', 'only those in one state', oneOf(Object.keys(collectionStates)))
      .option('--limit <number>', 'at most so many', wholeNumber, 1000)
      .action(
        withContext(async ({ context, out }, options: ListOptions) => {
          out.list(await listCollections(await context.db(), options), {
            id: (line) => line.id,
            system: (line) => line.system,
            customer: (line) => line.customer,
            item: (line) => line.item,
            direction: (line) => line.direction,
            amount: (line) => money(line.amount_minor, line.currency),
            due_on: (line) => line.due_on,
            collection_on: (line) => line.collection_on,
            state: (line) => line.state,
            state_since: (line) => line.state_since,
            blocked_reason: (line) => line.blocked_reason,
            submission: (line) => line.message_id,
          });
        }),
      ),
    [['incasso collections list --system sepa-noord --state ready', 'what the next send takes']],
  );
}

interface LineOptions {
  reason?: string;
  system?: string;
  all?: boolean;
}

function addLineVerb(collections: Command, verb: string, to: LineState, about: string): void {
  const command = collections
    .command(verb)
    .description(`${about} Name the lines, or --system with --all.`)
    .argument('[ids...]', 'numbers of lines', moreIds)
    .option('--reason <text>', 'why, for the history')
    .option('--system <code>', 'with --all: every line of the system that was not sent')
    .option('--all', 'all of --system');
  command.hook('preAction', (_, called) => {
    const { system, all } = called.opts<LineOptions>();
    const { args } = called;
    const named = args.length > 0 && !all && system === undefined;
    const wholeSystem = args.length === 0 && all && system !== undefined;
    if (!named && !wholeSystem) command.error('error: name the ids of lines, or both --system and --all');
  });
  command.action(
    withContext(async (session, ids: number[] = [], { reason, system }: LineOptions) => {
      if (system === undefined) return setNamedLines(session, ids, to, reason);
      const moved = await setAllLines(session.context, system, to, reason);
      session.out.outcome(`${moved} lines of ${system} are now ${to}`, { moved });
      return exitCodes.done;
    }),
  );
  examples(command, [
    [`incasso collections ${verb} 12 13 --reason "asked by the customer" --as anna`, 'single lines'],
    [`incasso collections ${verb} --system sepa-noord --all --as anna`, 'a whole system'],
  ]);
}

async function setNamedLines(
  { context, out }: Session,
  ids: readonly number[],
  to: LineState,
  reason: string | undefined,
): Promise<ExitCode> {
  const outcomes = await setLines(context, ids, to, reason);
  out.list(outcomes, {
    id: (outcome) => outcome.id,
    done: (outcome) => outcome.done,
    message: (outcome) => outcome.message,
  });
  return outcomes.every((outcome) => outcome.done) ? exitCodes.done : exitCodes.refused;
}

function addUndo(collections: Command, verb: string, kind: UndoKind, usual: UndoReason, about: string): void {
  examples(
    collections
      .command(verb)
      .description(`${about} A line that is refused is told what is still possible, and the others go on.`)
      .argument('<ids...>', 'numbers of lines', moreIds)
      .option('--reason <code>', `one of ${undoReasons[kind].join(', ')}`, oneOf(undoReasons[kind]), usual)
      .action(
        withContext(async ({ context, out }, ids: number[], { reason }: { reason: UndoReason }) => {
          const outcomes = await undo(context, kind, ids, reason);
          out.list(outcomes, {
            id: (outcome) => outcome.id,
            submission: (outcome) => outcome.message_id,
            message: (outcome) => outcome.message,
          });
          return outcomes.every((outcome) => outcome.message_id !== null) ? exitCodes.done : exitCodes.refused;
        }),
      ),
    [[`incasso collections ${verb} 12 13 --as anna`, 'a file of its own, sent as every other']],
  );
}

function addConfirmations(collections: Command): void {
  examples(
    collections
      .command('confirm-amount')
      .description('Let the unusual amount of lines pass the guard, once you have looked at it.')
      .argument('<ids...>', 'numbers of lines', moreIds)
      .action(
        withContext(async ({ context, out }, ids: number[]) => {
          const confirmed = [];
          for (const line of ids) confirmed.push({ id: line, confirmed: await confirmLineAmount(context, line) });
          out.list(confirmed, { id: (line) => line.id, confirmed: (line) => line.confirmed });
        }),
      ),
    [['incasso collections confirm-amount 12 --as anna', 'the next send takes it']],
  );
  examples(
    collections
      .command('allow-posting')
      .description(
        'Mark the lines of an applied inbound file posting allowed; --clear takes it back from those not posted.',
      )
      .argument('<file>', 'number of the file', wholeNumber)
      .option('--clear', 'take the mark back')
      .action(
        withContext(async ({ context, out }, file: number, { clear = false }: { clear?: boolean }) => {
          const lines = await setPostingAllowed(context, file, !clear);
          out.outcome(`${lines} lines of file ${file} are ${clear ? 'no longer' : 'now'} posting allowed`, { lines });
        }),
      ),
    [['incasso collections allow-posting 7 --as anna', '"incasso files list" shows the numbers']],
  );
}
