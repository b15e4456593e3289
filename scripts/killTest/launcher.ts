/**
 * The launcher of the kill test: brings its office up as `npm start` does, with the simulated banks, and keeps it until it
 * is told to stop. A process of its own, so that it can be killed too.
 * Arguments: the data folder, and the first business instant for a start on an empty one.
 */
import { once } from 'node:events';

import { openContext } from '../../client/context.ts';
import { setUp } from '../../client/setup.ts';
import { sentenceOf } from '../../domain/errors.ts';
import { loadConfig } from '../../ports/config.ts';
import { printLine } from '../../stack/log.ts';
import { environmentOf } from '../../stack/services.ts';
import { firstOfSignals } from '../../stack/signals.ts';
import type { Stack } from '../../stack/stack.ts';
import { openOffice, reopenOffice, startOffice } from '../demo/office.ts';
import { officeIsOpen } from './protocol.ts';

const [dataDir = '', firstInstant] = process.argv.slice(2);

// The driver may have been killed: its end closes both.
process.stdout.on('error', () => {});
process.stdin.resume();

try {
  const stopRequest = Promise.race([firstOfSignals('SIGINT', 'SIGTERM', 'SIGHUP'), once(process.stdin, 'end')]);
  const office = firstInstant === undefined ? await reopenOffice(dataDir) : await openOffice(dataDir, firstInstant);
  try {
    await prepare(office.stack);
    await startOffice(office);
    printLine(officeIsOpen);
    await stopRequest;
  } finally {
    await office.stack.stop();
  }
  process.stdin.destroy();
} catch (error) {
  printLine(sentenceOf(error));
  process.exit(1);
}

/** Schema, search attributes and guards; only what was missing is told. */
async function prepare(stack: Stack): Promise<void> {
  const context = openContext(loadConfig(environmentOf(stack, dataDir)), undefined);
  try {
    await setUp(context, (step) => {
      if (step.outcome !== 'kept') printLine(`setup: ${step.step}: ${step.outcome}, ${step.detail}`);
    });
  } finally {
    await context.close();
  }
}
