import { resolve } from 'node:path';

import { Command } from 'commander';

import { sentenceOf } from '../../domain/errors.ts';
import { startAccountingPackage } from './server.ts';

const options = new Command('accounting')
  .description('A simulated accounting package that knows only its HTTP calls')
  .requiredOption('--dir <folder>', 'its folder: dossiers.json, faults.json, effects.jsonl (its books)')
  .requiredOption('--port <number>', 'of 127.0.0.1; 0 takes a free one', Number)
  .option('--token <secret>', 'asked of every caller')
  .parse()
  .opts<{ dir: string; port: number; token?: string }>();

try {
  const { dir, port, token } = options;
  const running = await startAccountingPackage({ directory: resolve(dir), port, ...(token ? { token } : {}) });
  console.log(`accounting package: waiting on ${running.url}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void running.stop());
} catch (error) {
  console.error(`accounting package: ${sentenceOf(error)}`);
  process.exitCode = 1;
}
