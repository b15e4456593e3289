import { Command } from 'commander';

import { examples, exitCodeOf, type Noun, type Programs } from './cli.ts';

/** The nouns of the command. A noun's file is loaded when it is used: `files inspect` needs no server library. */
const nouns: Record<string, { about: string; load: () => Promise<{ noun: Noun }> }> = {
  setup: { about: 'Prepare database and Temporal; safe to run again', load: () => import('./commands/setup.ts') },
  doctor: { about: 'Check everything, and say what to do', load: () => import('./commands/doctor.ts') },
  resume: { about: 'Bring every waiting process back', load: () => import('./commands/resume.ts') },
  worker: { about: 'Run a worker until it is stopped', load: () => import('./commands/worker.ts') },
  operators: { about: 'People who act', load: () => import('./commands/operators.ts') },
  creditors: { about: 'Creditors and their bank accounts', load: () => import('./commands/creditors.ts') },
  customers: { about: 'Customers and their bank accounts', load: () => import('./commands/customers.ts') },
  mandates: { about: 'Mandates', load: () => import('./commands/mandates.ts') },
  items: { about: 'Open items', load: () => import('./commands/items.ts') },
  systems: { about: 'Collection systems', load: () => import('./commands/systems.ts') },
  schedules: { about: 'When the jobs run by themselves', load: () => import('./commands/schedules.ts') },
  collections: { about: 'The collection journal and its jobs', load: () => import('./commands/collections.ts') },
  submissions: { about: 'Files to the bank', load: () => import('./commands/submissions.ts') },
  files: { about: 'Files from the bank', load: () => import('./commands/files.ts') },
  payments: { about: 'Payments that nothing asks for', load: () => import('./commands/payments.ts') },
  dossiers: { about: 'Dossiers of the accounting package', load: () => import('./commands/dossiers.ts') },
  tasks: { about: 'Tasks for the accounting package', load: () => import('./commands/tasks.ts') },
  instructions: { about: 'What waits for a person', load: () => import('./commands/instructions.ts') },
  monitor: { about: 'Dossiers and instructions, with what to do', load: () => import('./commands/monitor.ts') },
  ledger: { about: 'Posting, balances, statements', load: () => import('./commands/ledger.ts') },
  jobs: { about: 'Runs of the jobs', load: () => import('./commands/jobs.ts') },
  audit: { about: 'Totals that must agree', load: () => import('./commands/audit.ts') },
  completion: { about: 'Completion for bash, zsh or fish', load: () => import('./commands/completion.ts') },
};

/** Runs one command line. Sets the exit code: 0 done, 1 refused or failed, 2 usage. */
export async function main(args: readonly string[], programs: Programs): Promise<void> {
  // a reader that has seen enough (| head) is no failure
  process.stdout.on('error', () => process.exit());
  try {
    const wanted = nounOf(args);
    const program = await createProgram(programs, (name) => name === wanted || wanted === 'completion');
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}

/** The first word that is no option and not the value of `--as`; of `help NOUN` the noun. */
function nounOf(args: readonly string[]): string | undefined {
  const words = args.filter((arg, index) => !arg.startsWith('-') && args[index - 1] !== '--as');
  return words[0] === 'help' ? words[1] : words[0];
}

/** The command with the names of all its nouns, and the verbs of those that `isWanted`. */
export async function createProgram(programs: Programs, isWanted: (noun: string) => boolean): Promise<Command> {
  const program = new Command('incasso')
    .description('Receivables back office: from the open item to the posted ledger entry.')
    .option('--as <operator>', 'who acts: a code of "incasso operators list" (default: INCASSO_OPERATOR)')
    .option('--json', 'print JSON for machines')
    .option('--csv', 'print lists as CSV')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(add --help for usage and examples)')
    .exitOverride();
  examples(program, [
    ['incasso doctor', 'is everything in order?'],
    ['incasso collections send sepa-noord --dry-run', 'what would be sent, and what is blocked'],
    ['incasso instructions list', 'what waits for a person'],
    ['incasso files inspect statement.xml', 'what a bank file says'],
  ]);
  for (const [name, { about, load }] of Object.entries(nouns)) {
    const command = program.command(name).description(about);
    if (isWanted(name)) (await load()).noun(command, programs);
  }
  return program;
}
