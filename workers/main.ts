import { missingMigrations } from '../db/migrations/index.ts';
import { sentenceOf } from '../domain/errors.ts';
import { type Config, loadConfig } from '../ports/config.ts';
import { openPorts } from './ports.ts';
import { createConnector, createWorker, installRuntime } from './worker.ts';

/** What a worker process is for: everything but the accounting package, or the accounting package alone. */
export type Role = 'worker' | 'connector';

/** A worker process: runs until SIGINT or SIGTERM, then lets running activities finish. */
export async function runWorker(role: Role = 'worker', config: Config = loadConfig()): Promise<void> {
  const { ports, close } = await openPorts(config);
  installRuntime(ports.log);
  try {
    const missing = await missingMigrations(ports.db);
    if (missing.length > 0) throw new Error(`the database lacks ${missing.join(', ')}: run "incasso setup"`);
    const create = role === 'connector' ? createConnector : createWorker;
    const { worker, close: disconnect } = await create(config, ports);
    ports.log.info({ queue: worker.options.taskQueue, temporal: config.temporalAddress }, 'worker started');
    try {
      await worker.run();
    } finally {
      await disconnect();
    }
  } catch (error) {
    ports.log.error({ reason: sentenceOf(error) }, 'worker ended');
    throw error;
  } finally {
    await close();
  }
}

if (process.argv[1] === import.meta.filename) {
  runWorker(process.argv.includes('--connector') ? 'connector' : 'worker').catch((error: unknown) => {
    process.stderr.write(`worker: ${sentenceOf(error)}\n`);
    process.exitCode = 1;
  });
}
