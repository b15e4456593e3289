import type { Command } from 'commander';

import { examples, type Session, wholeNumber, withContext } from '../cli.ts';
import type { HandlingName } from '../instructions.ts';

/** Does one of the actions on the thing with this number, and says what became of it. */
export type Act = (
  session: Session,
  id: number,
  name: HandlingName,
  how: never,
) => Promise<{ done: boolean; message: string }>;

interface Verb {
  verb: string;
  name: HandlingName;
  about: string;
  /** Its one argument besides the reason. */
  option?: readonly [flag: string, field: string, about: string];
  needsReason: boolean;
  example: readonly [string, string];
}

const verbs: Verb[] = [
  {
    verb: 'escalate',
    name: 'escalate',
    about: 'Give an orange one to support, who are told at once.',
    needsReason: true,
    example: ['--reason "the package shows an error of its own"', 'support goes on'],
  },
  {
    verb: 'hand-back',
    name: 'handBack',
    about: 'Give a red one back to the office, who are told at once.',
    needsReason: true,
    example: ['--reason "the period is open again" --as carla', 'the office goes on'],
  },
  {
    verb: 'assign',
    name: 'assign',
    about: 'Make it that of one person, who is told at once.',
    option: ['--to <operator>', 'to', 'code of the operator'],
    needsReason: false,
    example: ['--to bert', 'bert goes on'],
  },
  {
    verb: 'snooze',
    name: 'snooze',
    about: 'Let it rest: no reminder and no digest before the morning of a date.',
    option: ['--until <date>', 'until', 'YYYY-MM-DD, at most 90 days ahead'],
    needsReason: false,
    example: ['--until 2026-02-02 --reason "the customer is away"', 'it comes back by itself'],
  },
];

/** Adds escalate, hand-back, assign and snooze; the same for instructions and for tasks. */
export function addHandling(noun: Command, of: string, act: Act): void {
  for (const { verb, name, about, option, needsReason, example } of verbs) {
    const command = noun.command(verb).description(about).argument('<id>', `number of the ${of}`, wholeNumber);
    if (option) command.requiredOption(option[0], option[2]);
    if (needsReason) command.requiredOption('--reason <text>', 'why');
    else command.option('--reason <text>', 'why');
    command.action(
      withContext(async (session, id: number, options: Record<string, string | undefined>) => {
        const how = { reason: options['reason'], ...(option ? { [option[1]]: options[option[1]] } : {}) };
        const { done, message } = await act(session, id, name, how as never);
        session.out.outcome(message, { done });
      }),
    );
    examples(command, [[`incasso ${noun.name()} ${verb} 4 ${example[0]}`, example[1]]]);
  }
}
