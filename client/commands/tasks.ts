import type { Command } from 'commander';

import { listTasks, type TaskRow } from '../../db/tasks.ts';
import { IncassoError } from '../../domain/errors.ts';
import { type TaskState, taskStates } from '../../domain/states/task.ts';
import { type TaskInput, type TaskKind, taskKinds } from '../../domain/tasks.ts';
import { examples, type ExitCode, jsonObject, type Noun, wholeNumber, withContext } from '../cli.ts';
import { viewerOf } from '../instructions.ts';
import { type Columns, money, part } from '../output.ts';
import { decideTask, handleTask, readTask, submit } from '../tasks.ts';
import { tellDossiers } from '../wake.ts';
import { type BulkOptions, runBulk, withBulkOptions } from './bulk.ts';
import { oneOf } from './choices.ts';
import { addHandling } from './handling.ts';
import { historyColumns } from './histories.ts';
import { addImport } from './importing.ts';
import { actionColumns, mustHaveCause, partsOf } from './instructions.ts';

export const noun: Noun = (tasks) => {
  tasks.description('Tasks for the accounting package. What failed waits for a person; the arrows are "retry".');
  addList(tasks);
  addShow(tasks);
  addSubmit(tasks);
  addImport(tasks, 'import', 'tasks', 'tasks', tellDossiers);
  addRetry(tasks);
  addCancel(tasks);
  addHandling(tasks, 'task', ({ context }, id, name, how) => handleTask(context, id, name, how));
};

/** The columns of tasks in lists: status on the left, its instruction on the right. */
export const taskColumns: Columns<TaskRow> = {
  id: (task) => task.id,
  dossier: (task) => task.dossier,
  state: (task) => task.state,
  kind: (task) => task.kind,
  reference: (task) => task.reference,
  amount: (task) => (task.currency === null ? null : money(task.amount_minor ?? 0, task.currency)),
  needed_by: (task) => task.needed_by,
  state_since: (task) => task.state_since,
  instruction: (task) => task.instruction,
  colour: (task) => task.colour,
  cause: (task) => task.cause,
};

function addList(tasks: Command): void {
  examples(
    tasks
      .command('list')
      .description('List tasks in the order of their queues; without --state those that are not done.')
      .option('--dossier <code>', 'only those of one dossier')
      .option('--state <state>', 'only those in one state', oneOf(Object.keys(taskStates)))
      .option('--limit <number>', 'at most so many', wholeNumber, 1000)
      .action(
        withContext(async ({ context, out }, options: { dossier?: string; state?: TaskState; limit: number }) => {
          const { dossier, limit } = options;
          const states: TaskState[] = options.state ? [options.state] : ['queued', 'running', 'failed'];
          const viewer = await viewerOf(context);
          out.list(await listTasks(await context.db(), { dossier, limit, states, viewer }), taskColumns, 'no tasks');
        }),
      ),
    [
      ['incasso tasks list', 'what is to be done'],
      ['incasso tasks list --dossier bakker --state failed', 'what blocks a dossier'],
    ],
  );
}

function addShow(tasks: Command): void {
  examples(
    tasks
      .command('show')
      .description('Show a task with its inputs, its history and its instruction.')
      .argument('<id>', 'number of the task', wholeNumber)
      .action(
        withContext(async ({ context, out }, id: number) => {
          const { task, inputs, history, instruction, actions } = await readTask(context, id);
          const { amount_minor, currency, result, dossier_id: _dossier, ...facts } = task;
          out.show(
            {
              ...facts,
              amount: currency === null ? null : money(amount_minor ?? 0, currency),
              result: result === null ? null : JSON.stringify(result),
              ...(instruction ? { title: instruction.text.title, text: instruction.text.text } : {}),
            },
            {
              inputs: part(inputs, {
                version: (input) => input.version,
                input: (input) => JSON.stringify(input.input),
                at: (input) => input.at,
                actor: (input) => input.actor,
              }),
              ...(instruction ? partsOf(instruction) : {}),
              actions: part(actions, actionColumns),
              history: part(history, historyColumns),
            },
          );
        }),
      ),
    [['incasso tasks show 12', 'what it was to do, and what became of it']],
  );
}

interface SubmitOptions {
  dossier: string;
  kind: TaskKind;
  reference: string;
  input: TaskInput;
  neededBy?: string;
}

function addSubmit(tasks: Command): void {
  examples(
    tasks
      .command('submit')
      .description(
        'Put a task into its dossier\'s queue. The same reference again changes nothing. A file: "tasks import".',
      )
      .requiredOption('--dossier <code>', 'code of the dossier')
      .requiredOption('--kind <kind>', taskKinds.join(', '), oneOf(taskKinds))
      .requiredOption('--reference <text>', "the sender's reference, unique in the dossier")
      .option('--input <json>', 'by the kind, as one JSON object', jsonObject, {})
      .option('--needed-by <date>', 'the date by which it must be done')
      .action(
        withContext(async ({ context, out }, options: SubmitOptions) => {
          const { neededBy, ...task } = options;
          const { id, message } = await submit(context, { ...task, ...(neededBy ? { needed_by: neededBy } : {}) });
          out.outcome(message, { id });
        }),
      ),
    [['incasso tasks submit --dossier bakker --kind synchronise --reference SYNC-2026-01-05', 'one task']],
  );
}

function addRetry(tasks: Command): void {
  const command = tasks
    .command('retry')
    .description('Try a failed task again, with corrected input where that helps: its dossier goes on.')
    .argument('[id]', 'number of the task', wholeNumber)
    .option('--input <json>', 'only the fields that change', jsonObject)
    .option('--reason <text>', 'why');
  examples(
    withBulkOptions(command).action(
      withContext(
        async (
          session,
          id: number | undefined,
          options: BulkOptions & { input?: TaskInput; reason?: string },
        ): Promise<ExitCode | void> => {
          const choice = { outcome: 'retry' as const, reason: options.reason, input: options.input };
          if (id === undefined) return runBulk(session, mustHaveCause(options), choice);
          const { done, message } = await decideTask(session.context, id, choice);
          session.out.outcome(message, { done });
        },
      ),
    ),
    [
      ['incasso tasks retry 12 --as hanna', 'the period is open now'],
      ['incasso tasks retry 12 --input \'{"package_code":"D-1019"}\'', 'the dossier code was wrong'],
      ['incasso tasks retry --cause wrong_period --dry-run', 'which ones it would be'],
    ],
  );
}

function addCancel(tasks: Command): void {
  const command = tasks
    .command('cancel')
    .description(
      'Cancel a task that failed or waits. With an activation go the tasks that wait behind it: they are listed, and ' +
        '--also-cancel says that you have seen how many.',
    )
    .argument('[id]', 'number of the task', wholeNumber)
    .requiredOption('--reason <text>', 'why')
    .option('--also-cancel <number>', 'how many tasks behind an activation go with it', wholeNumber);
  examples(
    withBulkOptions(command).action(
      withContext(
        async (
          session,
          id: number | undefined,
          options: BulkOptions & { reason: string; alsoCancel?: number },
        ): Promise<ExitCode | void> => {
          const { reason, alsoCancel } = options;
          if (id === undefined && alsoCancel !== undefined) {
            throw new IncassoError('INVALID_INPUT', '--also-cancel is for one activation, not for all of a cause');
          }
          const input = alsoCancel === undefined ? undefined : { also_cancel: alsoCancel };
          const choice = { outcome: 'cancel' as const, reason, input };
          if (id === undefined) return runBulk(session, mustHaveCause(options), choice);
          const { done, message } = await decideTask(session.context, id, choice);
          session.out.outcome(message, { done });
        },
      ),
    ),
    [
      ['incasso tasks cancel 12 --reason "booked by hand" --as hanna', 'the tasks behind it go on'],
      ['incasso tasks cancel 9 --reason "wrong customer" --also-cancel 3', 'an activation with the tasks behind it'],
    ],
  );
}
