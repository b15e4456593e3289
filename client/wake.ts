import { deliverWakeups } from '../db/wakeups.ts';
import { sentenceOf } from '../domain/errors.ts';
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
