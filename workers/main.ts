import { missingMigrations } from '../db/migrations/index.ts';
import { sentenceOf } from '../domain/errors.ts';
import { type Config, loadConfig } from '../ports/config.ts';
import { openPorts } from './ports.ts';
import { createWorker, installRuntime } from './worker.ts';

/** The worker process: runs until SIGINT or SIGTERM, then lets running activities finish. */
export async function runWorker(config: Config = loadConfig()): Promise<void> {
  const { ports, close } = await openPorts(config);
  installRuntime(ports.log);
  try {
    const missing = await missingMigrations(ports.db);
    if (missing.length > 0) throw new Error(`the database lacks ${missing.join(', ')}: run "incasso setup"`);
    const { worker, close: disconnect } = await createWorker(config, ports);
    ports.log.info({ queue: config.taskQueue, temporal: config.temporalAddress }, 'worker started');
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
  runWorker().catch((error: unknown) => {
    process.stderr.write(`worker: ${sentenceOf(error)}\n`);
    process.exitCode = 1;
  });
}
