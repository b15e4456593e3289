import { deliverWakeup, deliverWakeups, waitingWakeups } from '../db/wakeups.ts';
import { sentenceOf } from '../domain/errors.ts';
import { inParallel } from '../domain/inParallel.ts';
import type { Context } from './context.ts';

/**
 * Tells waiting workflows right after the commit that wrote their wakeups. Best effort: what fails stays in the table.
 * @returns '' or the sentence that says so, to be added to the outcome.
 */
export async function tellWorkflows(context: Context, workflowIds: readonly string[]): Promise<string> {
  if (workflowIds.length === 0) return '';
  try {
    const { port } = await context.temporal();
    await deliverWakeups(await context.db(), workflowIds, (wakeup) => port.wake(wakeup));
    return '';
  } catch (error) {
    return ` (${sentenceOf(error)}; the wakeup job will tell it within a minute once the server answers)`;
  }
}

const toldAtOnce = 200;

/** Tells dossiers that an import has put tasks into their queues; many are left to the wakeup job. */
export async function tellDossiers(context: Context): Promise<string> {
  try {
    const db = await context.db();
    const { port } = await context.temporal();
    const waiting = (await waitingWakeups(db, toldAtOnce + 1)).filter((wakeup) => wakeup.workflow_type === 'dossier');
    await inParallel(waiting.slice(0, toldAtOnce), 16, (wakeup) => deliverWakeup(db, wakeup, (one) => port.wake(one)));
    return waiting.length > toldAtOnce ? 'the wakeup job tells the other dossiers within the next minutes' : '';
  } catch (error) {
    return `${sentenceOf(error)}; the wakeup job will tell the dossiers once the server answers`;
  }
}
