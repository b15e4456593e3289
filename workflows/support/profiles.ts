import {
  type ActivityFunctionWithOptions,
  type ActivityOptions,
  proxyActivities,
  type UntypedActivities,
  workflowInfo,
} from '@temporalio/workflow';

import type { Activities } from '../../activities/index.ts';
import { connectorQueue } from '../../domain/ids.ts';
import { summaries } from './summaries.ts';

/**
 * The named retry profiles: how long one attempt may take and how often it is tried. Every profile but `desk` has an
 * end, and its end is an instruction for a person.
 */
const profiles = {
  /** A statement or two on the database. */
  database: { startToCloseTimeout: '2 minutes', retry: { initialInterval: '1 second', maximumInterval: '1 minute', maximumAttempts: 30 } },
  /** Streams a file of up to millions of lines through the database. */
  file: { startToCloseTimeout: '1 hour', retry: { initialInterval: '2 seconds', maximumInterval: '2 minutes', maximumAttempts: 10 } },
  /** Reaches a bank's directory or server. */
  exchange: { startToCloseTimeout: '15 minutes', retry: { initialInterval: '5 seconds', maximumInterval: '5 minutes', maximumAttempts: 8 } },
  /** Calls the accounting package, on the queue of the connectors; about ten minutes of quiet retries (T3). */
  connector: { startToCloseTimeout: '1 minute', retry: { initialInterval: '2 seconds', maximumInterval: '2 minutes', maximumAttempts: 10 } },
  /** A long sweep. */
  sweep: { startToCloseTimeout: '30 minutes', retry: { initialInterval: '2 seconds', maximumAttempts: 3 } },
  /** The desk: asking for a person must not give up. */
  desk: { startToCloseTimeout: '2 minutes', retry: { initialInterval: '1 second', maximumInterval: '5 minutes' } },
} as const satisfies Record<string, ActivityOptions>; // prettier-ignore

/** A worker gives signs of life every few seconds (workers/signsOfLife.ts); silence means that it is dead. */
const heartbeatTimeout = '20 seconds';

type Calls = { [Name in keyof Activities]: (...input: Parameters<Activities[Name]>) => ReturnType<Activities[Name]> };

/** Activities under a profile, each with the summary that the Web UI shows beside it. */
export function activitiesWith(profile: keyof typeof profiles): Calls {
  const proxies = proxyActivities<Activities>({ heartbeatTimeout, ...profiles[profile] });
  // asked at the call: only then is it known on which queue the workflow runs
  const queue = () => (profile === 'connector' ? { taskQueue: connectorQueue(workflowInfo().taskQueue) } : {});
  const calls = Object.entries(summaries).map(([name, summary]) => {
    const proxy = proxies[name as keyof Activities] as ActivityFunctionWithOptions<UntypedActivities[string]>;
    return [name, (...input: unknown[]) => proxy.executeWithOptions({ summary, ...queue() }, input)];
  });
  return Object.fromEntries(calls) as Calls;
}
