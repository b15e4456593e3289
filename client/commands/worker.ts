import { type Command } from 'commander';

import { examples, type Noun, withoutContext } from '../cli.ts';

export const noun: Noun = (worker, programs) => {
  worker
    .description('Run a worker until SIGINT or SIGTERM; running steps are finished first.')
    .option('--connector', 'do the tasks of dossiers at the accounting package, and nothing else')
    .action(
      withoutContext((_out, command: Command) =>
        programs.runWorker(command.opts<{ connector?: boolean }>().connector ? 'connector' : 'worker'),
      ),
    );
  examples(worker, [
    ['incasso worker', 'work on the configured task queue; as many as you like may run'],
    ['incasso worker --connector', 'one more connector for the dossiers'],
  ]);
};
