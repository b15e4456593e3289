import { condition, defineQuery, defineSignal, setHandler } from '@temporalio/workflow';

import { helpQueryName, lookSignalName } from '../../domain/messages/entity.ts';
import type { Shape } from '../../domain/messages/shape.ts';

export const lookSignal = defineSignal(lookSignalName);
export const helpQuery = defineQuery<Record<string, Shape>>(helpQueryName);

/** What a workflow waits with: it sleeps until somebody says "look at your row", or until time has passed. */
export interface Attention {
  /** @param afterMs business time until the row must be looked at anyway; undefined waits for a look alone. */
  wait(what: string, afterMs?: number): Promise<void>;
  /** True when somebody said look since the last look at the row began. */
  isCalled(): boolean;
  /** A look at the row begins. */
  begin(): void;
}

/** Registers the signal `look` and the query `help`; looks that come before anybody waits are not lost. */
export function payAttention(messages: Record<string, Shape>): Attention {
  let asked = 0;
  let seen = 0;
  setHandler(lookSignal, () => void (asked += 1), {
    description: 'Look at your row again. Sent by the wakeup job; harmless.',
  });
  setHandler(helpQuery, () => messages, { description: 'What can be sent to this workflow, with examples.' });
  return {
    async wait(what, afterMs) {
      const looked = (): boolean => asked > seen;
      if (afterMs === undefined) await condition(looked);
      else await condition(looked, afterMs, { summary: what });
      seen = asked;
    },
    isCalled: () => asked > seen,
    begin: () => void (seen = asked),
  };
}
