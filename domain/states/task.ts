import type { StateTable } from './table.ts';

export type TaskState = 'queued' | 'running' | 'failed' | 'done' | 'cancelled';

export const taskStates: StateTable<TaskState> = {
  queued: ['running', 'cancelled'],
  running: ['done', 'failed'],
  failed: ['queued', 'cancelled'],
  done: [],
  cancelled: [],
};
