import { resolve } from 'node:path';

import { Command } from 'commander';

import { runCounterpart } from '../simulation/program.ts';
import { Bank } from './bank.ts';

interface Options {
  dir: string;
  clock: string;
  name: string;
}

const command = new Command('bank')
  .description('A simulated bank for SEPA payments that knows only files')
  .requiredOption('--dir <folder>', 'its folder: to-bank, from-bank, bank (its books), rules.json, accounts.json')
  .requiredOption('--clock <file>', 'JSON file { "now": ... } with the business time')
  .option('--name <name>', 'name in file names and references', 'BANK')
  .parse();

const { dir, clock, name } = command.opts<Options>();
runCounterpart(`bank ${name}`, () => new Bank({ directory: resolve(dir), clockFile: resolve(clock), name }));
