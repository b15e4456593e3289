import { condition, defineSignal, setHandler } from '@temporalio/workflow';

import { lookSignalName } from '../../domain/messages/entity.ts';

/** Stands in for a submission that waits for the bank: it wakes, looks at nothing, and waits on. */
export async function submission(): Promise<void> {
  setHandler(defineSignal(lookSignalName), () => undefined);
  await condition(() => false);
}
