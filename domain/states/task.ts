import type { StateTable } from './table.ts';

export type TaskState = 'queued' | 'running' | 'failed' | 'done' | 'cancelled';

export const taskStates: StateTable<TaskState> = {
  queued: ['running', 'cancelled'],
  running: ['done', 'failed'],
  failed: ['queued', 'cancelled'],
  done: [],
  cancelled: [],
};

/** States in which a task stands in its dossier's queue. */
export const openTaskStates = ['queued', 'running', 'failed'] as const satisfies readonly TaskState[];
