import { resolve } from 'node:path';

import { Command } from 'commander';

import { sentenceOf } from '../../domain/errors.ts';
import { Bank } from './bank.ts';

const pollMilliseconds = 100;

interface Options {
  dir: string;
  clock: string;
  name: string;
}

const command = new Command('bank')
  .description('A simulated bank for SEPA direct debits that knows only files')
  .requiredOption('--dir <folder>', 'its folder: to-bank, from-bank, bank (its books), rules.json, accounts.json')
  .requiredOption('--clock <file>', 'JSON file { "now": ... } with the business time')
  .option('--name <name>', 'name in file names and references', 'BANK')
  .parse();

try {
  const { dir, clock, name } = command.opts<Options>();
  const bank = new Bank({ directory: resolve(dir), clockFile: resolve(clock), name });
  console.log(`bank ${name}: waiting for files`);
  poll(bank);
} catch (error) {
  stop(error);
}

/** Passes on and on. What the bank cannot handle (a full disk) ends it: its books allow a start at any time. */
function poll(bank: Bank): void {
  try {
    bank.pass();
    setTimeout(() => poll(bank), pollMilliseconds);
  } catch (error) {
    stop(error);
  }
}

function stop(error: unknown): void {
  console.error(`bank: ${sentenceOf(error)}`);
  process.exitCode = 1;
}
