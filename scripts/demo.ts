/** `npm run demo [-- --keep]`: the whole product on the sample files, with two simulated banks, a simulated payment centre and the Temporal Web UI. */
import { parseArgs } from 'node:util';

import { type Context, openContext } from '../client/context.ts';
import { formatTable } from '../client/table.ts';
import { auditTotals } from '../db/totals.ts';
import { sentenceOf } from '../domain/errors.ts';
import { loadConfig } from '../ports/config.ts';
import { printLine } from '../stack/log.ts';
import { environmentOf } from '../stack/services.ts';
import { firstOfSignals } from '../stack/signals.ts';
import type { Check } from './demo/checks.ts';
import { openOffice } from './demo/office.ts';
import { firstInstant, play } from './demo/play.ts';

const dataDir = 'var/demo';

const { values: options } = parseArgs({ options: { keep: { type: 'boolean', default: false } } });

async function printTotals(context: Context): Promise<void> {
  const { states } = await auditTotals(await context.db());
  const rows = states.map(({ creditor, state, count, sum_minor, currency }) => [
    creditor,
    state,
    count,
    { amount_minor: sum_minor, currency },
  ]);
  printLine('');
  for (const line of formatTable(['creditor', 'state', 'count', 'sum'], rows)) printLine(line);
  printLine('');
}

/** @returns the number of failed checks. */
function printChecks(checks: Check[]): number {
  for (const check of checks)
    printLine(`${check.ok ? 'ok    ' : 'FAILED'} ${check.name}${check.ok ? '' : `: ${check.seen}`}`);
  const failed = checks.filter((check) => !check.ok).length;
  printLine(`demo: ${checks.length - failed} passed, ${failed} failed`);
  return failed;
}

async function demo(): Promise<number> {
  const stopRequest = firstOfSignals('SIGINT', 'SIGTERM', 'SIGHUP');
  const office = await openOffice(dataDir, firstInstant);
  const context = openContext(loadConfig(environmentOf(office.stack, dataDir)), 'dora');
  try {
    const checks = await play(context, office);
    await printTotals(context);
    printLine(
      `web ui: ${office.stack.webUi ?? 'of the configured server'}${options.keep ? '' : ' (npm run demo -- --keep keeps it up)'}`,
    );
    if (!options.keep) return printChecks(checks);
    printLine(`look around with INCASSO_DATA_DIR=${dataDir} npx incasso ...; Ctrl-C stops everything`);
    const failed = printChecks(checks);
    const keepRunning = setInterval(() => {}, 60_000);
    await stopRequest;
    clearInterval(keepRunning);
    return failed;
  } finally {
    await context.close();
    await office.stack.stop();
  }
}

try {
  process.exitCode = (await demo()) === 0 ? 0 : 1;
} catch (error) {
  printLine(`demo: ${sentenceOf(error)}`);
  printLine('demo: 0 passed, 1 failed');
  process.exitCode = 1;
}
