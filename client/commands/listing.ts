import type { Command } from 'commander';

import { wholeNumber } from '../cli.ts';

export interface ListOptions {
  creditor?: string;
  limit: number;
}

/** The options that every list of business rows has. */
export function withListOptions(command: Command): Command {
  return command
    .option('--creditor <code>', 'only those of one creditor')
    .option('--limit <number>', 'at most so many', wholeNumber, 1000);
}
