import type { Command } from 'commander';

import { listInstructions } from '../../db/instructions.ts';
import { history } from '../../db/transitions.ts';
import { causes } from '../../domain/causes.ts';
import { describeCause } from '../../domain/texts/index.ts';
import { examples, jsonObject, type Noun, wholeNumber, withContext } from '../cli.ts';
import { decide, readInstruction } from '../instructions.ts';
import { money, part } from '../output.ts';
import { oneOf } from './choices.ts';
import { historyColumns } from './histories.ts';

export const noun: Noun = (instructions) => {
  instructions.description('What waits for a person. Deciding it is the only way on for its subject.');
  addList(instructions);
  addShow(instructions);
  addDecide(instructions);
};

function addList(instructions: Command): void {
  examples(
    instructions
      .command('list')
      .description('List the open instructions, oldest first.')
      .option('--all', 'the decided ones too')
      .option('--cause <cause>', 'only those of one cause', oneOf(Object.keys(causes)))
      .action(
        withContext(async ({ context, out }, options: { all?: boolean; cause?: string }) => {
          out.list(
            await listInstructions(await context.db(), options),
            {
              id: (row) => row.id,
              colour: (row) => row.colour,
              cause: (row) => row.cause,
              creditor: (row) => row.creditor,
              subject: (row) => `${row.subject_kind} ${row.subject_id}`,
              lines: (row) => row.line_count,
              sum: (row) => (row.currency === null ? null : money(row.sum_minor, row.currency)),
              raised_at: (row) => row.raised_at,
              state: (row) => row.state,
              outcome: (row) => row.outcome,
              text: (row) => describeCause(row.cause, 'en', row.facts).text,
            },
            'nothing waits for a person',
          );
        }),
      ),
    [
      ['incasso instructions list', 'what waits'],
      ['incasso instructions list --all --cause delivery_unknown', 'how it was decided before'],
    ],
  );
}

function addShow(instructions: Command): void {
  examples(
    instructions
      .command('show')
      .description('Show an instruction: what is wrong, and the outcomes to choose from.')
      .argument('<id>', 'number of the instruction', wholeNumber)
      .action(
        withContext(async ({ context, out }, id: number) => {
          const { instruction, cause, text } = await readInstruction(context, id);
          const { sum_minor, currency, input, facts: _facts, ...rest } = instruction;
          out.show(
            {
              title: text.title,
              text: text.text,
              ...rest,
              sum: currency === null ? null : money(sum_minor, currency),
              input: input === null ? null : JSON.stringify(input),
            },
            {
              outcomes: part(Object.entries(text.outcomes), {
                outcome: ([outcome]) => outcome,
                what_it_does: ([, does]) => does,
                needs_a_reason: ([outcome]) => cause.reasonFor?.includes(outcome) ?? false,
              }),
              history: part(await history(await context.db(), 'instruction', instruction.id), historyColumns),
            },
          );
        }),
      ),
    [['incasso instructions show 4', 'before you decide']],
  );
}

function addDecide(instructions: Command): void {
  examples(
    instructions
      .command('decide')
      .description('Decide an instruction. Was somebody else first, you are told who and when.')
      .argument('<id>', 'number of the instruction', wholeNumber)
      .requiredOption('--outcome <outcome>', 'one of those that "incasso instructions show" lists')
      .option('--reason <text>', 'why; some outcomes need it')
      .option('--input <json>', 'corrected input as one JSON object', jsonObject)
      .action(
        withContext(
          async (
            { context, out },
            id: number,
            decision: { outcome: string; reason?: string; input?: Record<string, unknown> },
          ) => {
            const { message, decided } = await decide(context, id, decision);
            out.outcome(message, { decided });
          },
        ),
      ),
    [
      ['incasso instructions decide 4 --outcome arrived --as anna', 'the bank has the file'],
      ['incasso instructions decide 4 --outcome send_again --reason "bank says no" --as anna', 'it has not'],
    ],
  );
}
