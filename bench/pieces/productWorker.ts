import { loadConfig } from '../../ports/config.ts';
import { openPorts } from '../../workers/ports.ts';
import { createConnector, createWorker, installRuntime } from '../../workers/worker.ts';
import { piece, sayReady } from '../piece.ts';

export interface ProductWorkerInput {
  role: 'worker' | 'connector';
  /** Its configuration, as environment variables. */
  env: Record<string, string>;
}

/** A worker of the product, configured as by environment variables. */
await piece<ProductWorkerInput, object>(async ({ role, env }) => {
  const config = loadConfig({ ...env, INCASSO_LOG_LEVEL: 'error' }, '');
  const { ports, close } = await openPorts(config);
  installRuntime(ports.log);
  const { worker, close: disconnect } = await (role === 'connector' ? createConnector : createWorker)(config, ports);
  const running = worker.run();
  sayReady();
  // The SDK shuts the worker down when the process is told to end.
  await running;
  await disconnect();
  await close();
  return {};
});
