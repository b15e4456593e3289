import { resolve } from 'node:path';

import { Command } from 'commander';

import { runCounterpart } from '../simulation/program.ts';
import { Centre } from './centre.ts';

interface Options {
  dir: string;
  clock: string;
}

const command = new Command('centre')
  .description('The simulated payment centre of Betalingsservice, which knows only files')
  .requiredOption(
    '--dir <folder>',
    'its folder: to-centre, from-centre, books; settings.json, creditors.json, rules.json, events.json',
  )
  .requiredOption('--clock <file>', 'JSON file { "now": ... } with the business time')
  .parse();

const { dir, clock } = command.opts<Options>();
runCounterpart('centre', () => new Centre({ directory: resolve(dir), clockFile: resolve(clock) }));
