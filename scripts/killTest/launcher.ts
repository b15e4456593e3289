/**
 * The launcher of the kill test: brings its office up as `npm start` does, with the simulated banks, and keeps it until it
 * is told to stop. A process of its own, so that it can be killed too.
 * Arguments: the data folder, and the first business instant for a start on an empty one.
 */
import { once } from 'node:events';

import { sentenceOf } from '../../domain/errors.ts';
import { printLine } from '../../stack/log.ts';
import { firstOfSignals } from '../../stack/signals.ts';
import { openOffice, reopenOffice, startOffice } from '../demo/office.ts';
import { prepare } from '../support/prepare.ts';
import { officeIsOpen } from './protocol.ts';

const [dataDir = '', firstInstant] = process.argv.slice(2);

// The driver may have been killed: its end closes both.
process.stdout.on('error', () => {});
process.stdin.resume();

try {
  const stopRequest = Promise.race([firstOfSignals('SIGINT', 'SIGTERM', 'SIGHUP'), once(process.stdin, 'end')]);
  const office = firstInstant === undefined ? await reopenOffice(dataDir) : await openOffice(dataDir, firstInstant);
  try {
    await prepare(office.stack, dataDir);
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
