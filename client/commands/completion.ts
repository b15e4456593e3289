import { Argument, type Command } from 'commander';

import { examples, type Noun, withoutContext } from '../cli.ts';
import { completionScript, shells } from '../completion.ts';

export const noun: Noun = (completion) => {
  completion
    .description('Print the completion script of a shell.')
    .addArgument(new Argument('<shell>', 'your shell').choices(shells))
    .action(
      withoutContext(async (_out, command, ...args) => {
        process.stdout.write(completionScript(rootOf(command), args[0] as (typeof shells)[number]));
      }),
    );
  examples(completion, [
    ['source <(incasso completion bash)', 'in ~/.bashrc'],
    ['incasso completion zsh > ~/.zfunc/_incasso', 'in a folder of fpath'],
    ['incasso completion fish > ~/.config/fish/completions/incasso.fish', ''],
  ]);
};

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent);
}
