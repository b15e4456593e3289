import { writeFile } from 'node:fs/promises';

import { causes, type Colour } from '../../domain/causes.ts';
import { IncassoError, sentenceOf } from '../../domain/errors.ts';
import { formatMoney } from '../../domain/money.ts';
import { type TaskState, taskStates } from '../../domain/states/task.ts';
import { examples, type Noun, type Session, wholeNumber, withContext } from '../cli.ts';
import { type Monitor, type MonitorEntry, type MonitorFilter, readMonitor, titleOf } from '../monitor.ts';
import { monitorPage } from '../monitorPage.ts';
import { part } from '../output.ts';
import { oneOf } from './choices.ts';

interface Options {
  dossier?: string;
  state?: TaskState;
  cause?: string;
  colour?: Colour;
  olderThan?: number;
  owner?: string;
  all?: boolean;
  html?: string;
  watch?: number | true;
}

export const noun: Noun = (monitor) => {
  monitor
    .description(
      'Dossiers with their red and orange marks; with --dossier or a filter each instruction: the status on the left, ' +
        'what to do on the right. Only what failed and what has an instruction, unless --state or --all says otherwise.',
    )
    .option('--dossier <code>', 'one dossier')
    .option('--state <state>', 'tasks in this state', oneOf(Object.keys(taskStates)))
    .option('--cause <cause>', 'only one cause', oneOf(Object.keys(causes)))
    .option('--colour <colour>', 'orange or red', oneOf(['orange', 'red']))
    .option('--older-than <days>', 'so many calendar days old, or older', wholeNumber)
    .option('--owner <operator>', 'whose it is')
    .option('--all', 'dossiers without a mark too')
    .option('--html <file>', 'write it as a page to open or to mail')
    .option('--watch [seconds]', 'show it anew every few seconds, until Ctrl-C', wholeNumber)
    .action(
      withContext(async (session, options: Options) => {
        if (options.watch !== undefined) await watch(session, options);
        else await showOnce(session, options);
      }),
    );
  examples(monitor, [
    ['incasso monitor --as dora', 'every dossier with a mark'],
    ['incasso monitor --dossier slagerij-smit', 'what it waits for, and what to do'],
    ['incasso monitor --colour red --older-than 5', 'what support has left lying'],
    ['incasso monitor --html monitor.html', 'a page to open or to mail'],
    ['incasso monitor --watch', 'kept live'],
  ]);
};

function filterOf({ olderThan, html: _html, watch: _watch, ...rest }: Options): MonitorFilter {
  return { ...rest, ...(olderThan === undefined ? {} : { olderThanDays: olderThan }) };
}

async function showOnce({ context, out }: Session, options: Options): Promise<void> {
  const monitor = await readMonitor(context, filterOf(options));
  if (options.html !== undefined) {
    await writeFile(options.html, monitorPage(monitor, context.config));
    out.outcome(`${options.html} is written`, { file: options.html, groups: monitor.groups.length });
    return;
  }
  print(out, monitor, options);
}

const usualPauseSeconds = 2;
const clearScreen = '\u001b[2J\u001b[H';

/** Shows it again and again. A database that is away for a moment is said, and asked again. */
async function watch({ context, out }: Session, options: Options): Promise<void> {
  const pauseMs = 1000 * (options.watch === true ? usualPauseSeconds : Math.max(1, options.watch ?? 0));
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());
  while (!stopped.signal.aborted) {
    if (process.stdout.isTTY) process.stdout.write(clearScreen);
    try {
      await showOnce({ context, out }, options);
      out.say('Ctrl-C ends');
    } catch (error) {
      // what was asked is wrong, and stays so
      if (error instanceof IncassoError && ['REFUSED', 'NOT_FOUND'].includes(error.type)) throw error;
      out.say(`it cannot be read now: ${sentenceOf(error)}`);
    }
    await pause(pauseMs, stopped.signal);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => resolve(clearTimeout(timer)), { once: true });
  });
}

/** Machines get all of it; a person with a filter wants the instructions, without one the dossiers are enough. */
function print(out: Session['out'], monitor: Monitor, options: Options): void {
  const { at, viewer, groups, entries } = monitor;
  if (out.json) return out.data({ at, viewer: viewer?.code ?? null, groups, entries });
  const { dossier, state, cause, colour, olderThan, owner } = options;
  const isFiltered = [dossier, state, cause, colour, olderThan, owner].some((filter) => filter !== undefined);
  const sum = (of: Colour): number => groups.reduce((total, group) => total + group[of], 0);
  const wantsEntries = isFiltered && options.all !== true;
  out.show(
    { at, viewer: viewer?.code ?? 'everything', red: sum('red'), orange: sum('orange') },
    wantsEntries ? { instructions: entriesOf(monitor) } : { dossiers: groupsOf(monitor) },
  );
}

function groupsOf({ groups }: Monitor) {
  return part(groups, {
    red: (group) => group.red || null,
    orange: (group) => group.orange || null,
    dossier: (group) => (group.kind === 'dossier' ? group.key.slice('dossier/'.length) : titleOf(group)),
    open_tasks: (group) => group.open_tasks,
    days: (group) => group.oldest_days,
    since: (group) => group.oldest_since,
    owner: (group) => group.owners.join(', '),
    at_stake: (group) => group.at_stake.map((money) => formatMoney(money.amount_minor, money.currency)).join(', '),
    cut_off: (group) => group.cut_off_at,
    reminders_due: (group) => group.reminders_due || null,
    resting: (group) => group.resting || null,
  });
}

function entriesOf({ entries }: Monitor) {
  return part(entries, {
    status: statusOf,
    dossier: ({ task, instruction }) => task?.dossier ?? instruction?.dossier ?? instruction?.creditor ?? null,
    mark: ({ instruction }) => instruction?.colour ?? null,
    days: (entry) => entry.age_days,
    owner: (entry) => entry.owners.join(', '),
    reminder: (entry) => entry.reminder,
    instruction: ({ instruction }) => instruction?.id ?? null,
    what: ({ text }) => text && `${text.title}. ${text.text}`,
    choices: ({ text }) => text && Object.keys(text.outcomes).join(' | '),
  });
}

function statusOf({ task, instruction }: MonitorEntry): string {
  if (task) return `task ${task.id} ${task.state}: ${task.kind} ${task.reference}`;
  return instruction ? `${instruction.subject_kind} ${instruction.subject_id}` : '';
}
