import { msToTs } from '@temporalio/common/lib/time.js';

import { migrate } from '../db/migrations/index.ts';
import { sentenceOf } from '../domain/errors.ts';
import { registerSearchAttributes } from '../ports/temporal.ts';
import type { Context } from './context.ts';
import { createGuard, guards } from './guards.ts';

export interface SetupStep {
  step: string;
  /** `kept`: it was there and is left as it is. */
  outcome: 'made' | 'kept' | 'failed';
  detail: string;
}

const retention = '90 days';
const retentionSeconds = 90 * 86_400;

/**
 * Makes what the product needs in PostgreSQL and Temporal. Run again it changes nothing: what exists is never edited and
 * never un-paused. Each step is told as it is done.
 */
export async function setUp(context: Context, tell: (step: SetupStep) => void): Promise<void> {
  const applied = await migrate(await context.db());
  tell({
    step: 'database schema',
    outcome: applied.length > 0 ? 'made' : 'kept',
    detail: applied.length > 0 ? `applied ${applied.join(', ')}` : 'current',
  });
  tell(await keepClosedWorkflows(context));
  const { connection } = await context.temporal();
  const added = await registerSearchAttributes(connection, context.config.temporalNamespace);
  tell({
    step: 'search attributes',
    outcome: added.length > 0 ? 'made' : 'kept',
    detail: added.length > 0 ? `registered ${added.join(', ')}` : 'all registered',
  });
  for (const guard of guards) {
    const made = await createGuard(context, guard);
    tell({
      step: `guard ${guard.id}`,
      outcome: made ? 'made' : 'kept',
      detail: made ? `active, every ${guard.everyMinutes} minutes` : 'there already',
    });
  }
}

/** A managed service may not let us: then whoever runs it must set it, and everything else goes on. */
async function keepClosedWorkflows(context: Context): Promise<SetupStep> {
  const step = 'retention of closed workflows';
  const { workflowService } = (await context.temporal()).connection;
  const namespace = context.config.temporalNamespace;
  try {
    const { config } = await workflowService.describeNamespace({ namespace });
    const present = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0);
    if (present >= retentionSeconds) return { step, outcome: 'kept', detail: `${present / 86_400} days` };
    await workflowService.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl: msToTs(retention) } });
    return { step, outcome: 'made', detail: retention };
  } catch (error) {
    return {
      step,
      outcome: 'failed',
      detail: `${sentenceOf(error)}: set it to ${retention} where the server is managed`,
    };
  }
}
