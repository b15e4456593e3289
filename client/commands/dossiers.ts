import type { Command } from 'commander';

import { listDossiers } from '../../db/tasks.ts';
import { examples, type Noun, wholeNumber, withContext } from '../cli.ts';
import { readerOf, viewerOf } from '../instructions.ts';
import { part } from '../output.ts';
import { raiseTest, readDossier } from '../tasks.ts';
import { addImport } from './importing.ts';
import { instructionColumns } from './instructions.ts';
import { taskColumns } from './tasks.ts';

export const noun: Noun = (dossiers) => {
  dossiers.description('Dossiers of the accounting package. Each does its tasks first in, first out, one at a time.');
  addList(dossiers);
  addShow(dossiers);
  addImport(dossiers, 'import', 'dossiers', 'dossiers');
  addTestInstruction(dossiers);
};

function addList(dossiers: Command): void {
  examples(
    dossiers
      .command('list')
      .description('List the dossiers that you see, with their queues and their red and orange marks.')
      .option('--blocked', 'only those with a failed task')
      .option('--limit <number>', 'at most so many', wholeNumber, 1000)
      .action(
        withContext(async ({ context, out }, options: { blocked?: boolean; limit: number }) => {
          const viewer = await viewerOf(context);
          out.list(await listDossiers(await context.db(), { ...options, viewer }), {
            code: (row) => row.code,
            name: (row) => row.name,
            manager: (row) => row.manager,
            package_code: (row) => row.package_code,
            open_tasks: (row) => row.open_tasks,
            red: (row) => row.red,
            orange: (row) => row.orange,
            oldest: (row) => row.oldest_raised_at,
          });
        }),
      ),
    [['incasso dossiers list --blocked', 'which ones wait for a person']],
  );
}

function addShow(dossiers: Command): void {
  examples(
    dossiers
      .command('show <code>')
      .description('Show a dossier: its queue, the last tasks that ended, its instructions.')
      .action(
        withContext(async ({ context, out }, code: string) => {
          const { dossier, queue, ended, instructions } = await readDossier(context, code);
          const { creditor_id: _creditor, ...facts } = dossier;
          out.show(
            { ...facts },
            {
              queue: part(queue, taskColumns),
              instructions: part(instructions, instructionColumns(await context.now(), await readerOf(context))),
              ended: part(ended, taskColumns),
            },
          );
        }),
      ),
    [['incasso dossiers show bakker', 'what it waits for']],
  );
}

function addTestInstruction(dossiers: Command): void {
  examples(
    dossiers
      .command('test-instruction <code>')
      .description('Raise a test instruction for a dossier, to see who is told and how.')
      .action(
        withContext(async ({ context, out }, code: string) => {
          const { id, message } = await raiseTest(context, code);
          out.outcome(message, { id });
        }),
      ),
    [['incasso dossiers test-instruction bakker --as dora', 'the manager gets a mail']],
  );
}
