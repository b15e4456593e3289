import type { Command } from 'commander';

import { listSignalLines, listSignalTotals, type SignalLine } from '../../db/collectionSignals.ts';
import { findSystem } from '../../db/parties.ts';
import { type CollectionSignal, collectionSignals, signalNames } from '../../domain/collectionSignals.ts';
import { examples, wholeNumber, withContext } from '../cli.ts';
import { type Columns, money } from '../output.ts';
import { oneOf } from './choices.ts';

interface SignalOptions {
  lines?: CollectionSignal;
  limit: number;
}

const lineColumns: Columns<SignalLine> = {
  system: (line) => line.system,
  signal: (line) => line.signal,
  collection: (line) => line.collection,
  customer: (line) => line.customer,
  item: (line) => line.item,
  amount: (line) => money(line.amount_minor, line.currency),
  since: (line) => line.since,
  note: (line) => line.note,
};

/** `incasso collections signals [SYSTEM] [--lines SIGNAL]` (C17). */
export function addSignals(collections: Command): void {
  const command = collections
    .command('signals')
    .description('List what waits in each system, with count and sum; --lines lists the lines behind one signal.')
    .argument('[system]', 'only those of one system')
    .option('--lines <signal>', 'the lines behind one signal, oldest first', oneOf(signalNames))
    .option('--limit <number>', 'with --lines: at most so many', wholeNumber, 1000)
    .action(
      withContext(async ({ context, out }, system: string | undefined, { lines, limit }: SignalOptions) => {
        const db = await context.db();
        const at = await context.now();
        if (system !== undefined) await findSystem(db, system);
        if (lines !== undefined) {
          out.list(await listSignalLines(db, lines, { system, limit }, at), lineColumns, 'no such lines');
          return;
        }
        out.list(await listSignalTotals(db, system, at), {
          system: (total) => total.system,
          signal: (total) => total.signal,
          count: (total) => total.count,
          sum: (total) => money(total.sum_minor, total.currency),
          oldest_since: (total) => total.oldest_since,
        });
      }),
    );
  examples(command, [
    ['incasso collections signals', 'every system'],
    ['incasso collections signals sepa-noord --lines rejected', 'which lines, since when, with which code'],
  ]);
  const meanings = Object.entries(collectionSignals).map(([signal, meaning]) => `  ${signal.padEnd(10)} ${meaning}`);
  command.addHelpText('after', `\nSignals:\n${meanings.join('\n')}`);
}
