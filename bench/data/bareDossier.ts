import { continueAsNew, defineSignal, proxyActivities, setHandler, workflowInfo } from '@temporalio/workflow';

import { connectorQueue } from '../../domain/ids.ts';
import { lookSignalName } from '../../domain/messages/entity.ts';

const longestRun = 1500;

/** The shape of a dossier with nothing in it: one activity after the other on a queue of connectors, continued in time. */
export async function bareDossier({ tasks }: { tasks: number }): Promise<void> {
  setHandler(defineSignal(lookSignalName), () => undefined);
  const { doNothing } = proxyActivities<{ doNothing(): Promise<void> }>({
    taskQueue: connectorQueue(workflowInfo().taskQueue),
    startToCloseTimeout: '1 minute',
    heartbeatTimeout: '20 seconds',
  });
  for (let left = tasks; left > 0; left -= 1) {
    await doNothing();
    if (workflowInfo().historyLength > longestRun) await continueAsNew<typeof bareDossier>({ tasks: left - 1 });
  }
}
