import { openContext } from '../../client/context.ts';
import { setUp } from '../../client/setup.ts';
import { loadConfig } from '../../ports/config.ts';
import { printLine } from '../../stack/log.ts';
import { environmentOf } from '../../stack/services.ts';
import type { Stack } from '../../stack/stack.ts';

/** Schema, search attributes and guards, as `incasso setup` makes them; only what was missing is told. */
export async function prepare(stack: Stack, dataDir: string): Promise<void> {
  const context = openContext(loadConfig(environmentOf(stack, dataDir)), undefined);
  try {
    await setUp(context, (step) => {
      if (step.outcome !== 'kept') printLine(`setup: ${step.step}: ${step.outcome}, ${step.detail}`);
    });
  } finally {
    await context.close();
  }
}
