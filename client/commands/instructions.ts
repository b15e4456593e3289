import type { Command } from 'commander';

import type { AuditLine } from '../../db/audit.ts';
import type { InstructionLine } from '../../db/instructionLines.ts';
import { type InstructionRow, listInstructions } from '../../db/instructions.ts';
import { history } from '../../db/transitions.ts';
import { causes, type Colour } from '../../domain/causes.ts';
import { daysBetween, localDate } from '../../domain/dates.ts';
import { IncassoError } from '../../domain/errors.ts';
import type { Decision } from '../../domain/messages/instruction.ts';
import { describeCause } from '../../domain/texts/index.ts';
import {
  examples,
  type ExitCode,
  jsonObject,
  lineNumbers,
  type Noun,
  type Session,
  wholeNumber,
  withContext,
} from '../cli.ts';
import {
  decide,
  handleInstruction,
  type Reader,
  readerOf,
  type ReadInstruction,
  readInstruction,
  reminderOf,
  viewerOf,
} from '../instructions.ts';
import { type Columns, money, type Part, part } from '../output.ts';
import { type BulkOptions, runBulk, withBulkOptions } from './bulk.ts';
import { oneOf } from './choices.ts';
import { addHandling } from './handling.ts';
import { historyColumns } from './histories.ts';

export const noun: Noun = (instructions) => {
  instructions.description('What waits for a person. Deciding it is the only way on for its subject.');
  addList(instructions);
  addShow(instructions);
  addDecide(instructions);
  addHandling(instructions, 'instruction', ({ context }, id, name, how) => handleInstruction(context, id, name, how));
};

/** The columns of instructions in lists; `now` makes their age. */
export function instructionColumns(now: string, { language, zone }: Reader): Columns<InstructionRow> {
  return {
    id: (row) => row.id,
    colour: (row) => row.colour,
    cause: (row) => row.cause,
    creditor: (row) => row.creditor,
    dossier: (row) => row.dossier,
    subject: (row) => `${row.subject_kind} ${row.subject_id}`,
    lines: (row) => row.line_count,
    sum: (row) => (row.currency === null ? null : money(row.sum_minor, row.currency)),
    raised_at: (row) => row.raised_at,
    days: (row) => daysBetween(localDate(row.raised_at, zone), localDate(now, zone)),
    reminder: (row) => reminderOf(row, now, zone),
    state: (row) => row.state,
    outcome: (row) => row.outcome,
    text: (row) => describeCause(row.cause, language, row.facts).text,
  };
}

function addList(instructions: Command): void {
  examples(
    instructions
      .command('list')
      .description('List the open instructions that you see, oldest first.')
      .option('--all', 'the decided ones too')
      .option('--cause <cause>', 'only those of one cause', oneOf(Object.keys(causes)))
      .option('--colour <colour>', 'only orange or red ones', oneOf(['orange', 'red']))
      .option('--dossier <code>', 'only those of one dossier')
      .action(
        withContext(
          async ({ context, out }, options: { all?: boolean; cause?: string; colour?: Colour; dossier?: string }) => {
            const viewer = await viewerOf(context);
            out.list(
              await listInstructions(await context.db(), { ...options, viewer }),
              instructionColumns(await context.now(), await readerOf(context)),
              'nothing waits for a person',
            );
          },
        ),
      ),
    [
      ['incasso instructions list', 'what waits'],
      ['incasso instructions list --colour red --as carla', 'what support must do'],
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
          const read = await readInstruction(context, id);
          const { sum_minor, currency, input, facts: _facts, ...rest } = read.instruction;
          out.show(
            {
              title: read.text.title,
              text: read.text.text,
              ...rest,
              owner: read.owners.join(', ') || 'support',
              reminder: reminderOf(read.instruction, await context.now(), (await readerOf(context)).zone),
              sum: currency === null ? null : money(sum_minor, currency),
              input: input === null ? null : JSON.stringify(input),
            },
            {
              ...partsOf(read),
              history: part(await history(await context.db(), 'instruction', id), historyColumns),
            },
          );
        }),
      ),
    [['incasso instructions show 4', 'before you decide']],
  );
}

/** The outcomes to choose from, and what people did so far. */
export function partsOf({ text, cause, lines, actions }: ReadInstruction): Record<string, Part> {
  return {
    ...(lines.length > 0 ? { lines: part(lines, lineColumns) } : {}),
    outcomes: part(Object.entries(text.outcomes), {
      outcome: ([outcome]) => outcome,
      what_it_does: ([, does]) => does,
      needs_a_reason: ([outcome]) => cause.reasonFor?.includes(outcome) ?? false,
      takes_input: ([outcome]) => cause.inputFor?.includes(outcome) ?? false,
    }),
    actions: part(actions, actionColumns),
  };
}

const lineColumns: Columns<InstructionLine> = {
  line: (line) => line.line_no,
  subject: (line) => `${line.subject_kind} ${line.subject_id}`,
  amount: (line) => (line.currency === '' ? null : money(line.amount_minor, line.currency)),
  note: (line) => line.note,
  outcome: (line) => line.outcome,
  decided_by: (line) => line.decided_by,
  decided_at: (line) => line.decided_at,
};

/** What people did, with what was before and after. */
export const actionColumns: Columns<AuditLine> = {
  at: (action) => action.at,
  actor: (action) => action.actor,
  action: (action) => action.action,
  detail: (action) => JSON.stringify(action.detail),
};

interface DecideOptions extends BulkOptions {
  outcome: string;
  reason?: string;
  input?: Record<string, unknown>;
  lines?: number[];
}

function addDecide(instructions: Command): void {
  const command = instructions
    .command('decide')
    .description('Decide an instruction, or all of a cause. Was somebody else first, you are told who and when.')
    .argument('[id]', 'number of the instruction', wholeNumber)
    .requiredOption('--outcome <outcome>', 'one of those that "incasso instructions show" lists')
    .option('--reason <text>', 'why; some outcomes need it')
    .option('--input <json>', 'corrected input as one JSON object: only the fields that change', jsonObject)
    .option('--lines <numbers>', 'only these lines of it, like 1,3,5-9: the others stay open', lineNumbers);
  examples(
    withBulkOptions(command).action(
      withContext(async (session, id: number | undefined, options: DecideOptions): Promise<ExitCode | void> => {
        const { outcome, reason, input, lines } = options;
        const decision = { outcome, reason, input, lines };
        if (id === undefined && lines)
          throw new IncassoError('INVALID_INPUT', '--lines is for one instruction, not for all of a cause');
        if (id === undefined) return runBulk(session, mustHaveCause(options), decision);
        return decideOne(session, id, decision);
      }),
    ),
    [
      ['incasso instructions decide 4 --outcome arrived --as anna', 'the bank has the file'],
      ['incasso instructions decide 4 --outcome send_again --reason "bank says no" --as anna', 'it has not'],
      ['incasso instructions decide 7 --outcome seen --lines 1,3-5 --as anna', 'these lines are dealt with'],
      ['incasso instructions decide --cause job_failed --outcome seen --dry-run', 'which ones it would be'],
    ],
  );
}

async function decideOne({ context, out }: Session, id: number, decision: Omit<Decision, 'actor'>): Promise<void> {
  const { message, decided } = await decide(context, id, decision);
  out.outcome(message, { decided });
}

/** Without a number the command is for all of a cause, which must be named. */
export function mustHaveCause<Options extends BulkOptions>(options: Options): Options & { cause: string } {
  if (options.cause === undefined) {
    throw new IncassoError('INVALID_INPUT', 'name the number of one, or --cause for all of a cause');
  }
  return { ...options, cause: options.cause };
}
