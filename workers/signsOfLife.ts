import type { ActivityInterceptors } from '@temporalio/worker';

const everyMs = 5_000;

/**
 * Heartbeats while an activity goes on. The server does not see that a worker was killed; it sees the silence
 * (heartbeatTimeout, workflows/support/profiles.ts) and gives the activity to another worker long before its time is up.
 */
export function signsOfLife(activity: { heartbeat(): void }): ActivityInterceptors {
  return {
    inbound: {
      async execute(input, next) {
        const timer = setInterval(() => activity.heartbeat(), everyMs);
        try {
          return await next(input);
        } finally {
          clearInterval(timer);
        }
      },
    },
  };
}
