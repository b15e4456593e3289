/** `npm start`: brings up the stack and a worker for use, with its data under `var/`, until it is told to stop (Ctrl-C). */
import { resolve } from 'node:path';

import { sentenceOf } from '../domain/errors.ts';
import { printLine } from '../stack/log.ts';
import { startConnector, startWorker } from '../stack/services.ts';
import { firstOfSignals } from '../stack/signals.ts';
import { bringUp, type Stack } from '../stack/stack.ts';
import { prepare } from './support/prepare.ts';

const dataDir = 'var';

// A terminal or pipe that is closed must not cut the stop short.
process.stdout.on('error', () => {});

try {
  // Asked for first: a Ctrl-C during the start is heeded when everything that was started can be stopped.
  const stopRequest = firstOfSignals('SIGINT', 'SIGTERM', 'SIGHUP');
  const stack = await bringUp({ dataDir, log: printLine });
  try {
    await prepare(stack, dataDir);
    await startWorker(stack, resolve(dataDir));
    await startConnector(stack, resolve(dataDir), 'connector');
    printAddresses(stack);
    const keepRunning = setInterval(() => {}, 60_000); // waiting for a signal alone does not keep Node running
    const signal = await stopRequest;
    clearInterval(keepRunning);
    printLine(`${signal}: stopping`);
  } finally {
    await stack.stop();
  }
  printLine('stopped, the data is kept');
} catch (error) {
  console.error(sentenceOf(error));
  process.exitCode = 1;
}

function printAddresses(stack: Stack): void {
  printLine(`database:        ${stack.databaseUrl.replace(/:[^:@/]*@/, ':***@')}`);
  printLine(`temporal server: ${stack.temporalAddress}, namespace ${stack.namespace}`);
  if (stack.webUi !== undefined) printLine(`web ui:          ${stack.webUi}`);
  printLine('a worker and a connector run; use "npx incasso" in another terminal; Ctrl-C stops everything');
}
