import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { beforeAll, describe, expect, test } from 'vitest';

import { bundleWorkflows } from '../../workers/worker.ts';

const root = join(import.meta.dirname, '..', 'histories');
const recorded = readdirSync(root).flatMap((version) =>
  readdirSync(join(root, version)).map((file) => ({ version, file: join(root, version, file), name: file })),
);

let bundle: WorkflowBundleWithSourceMap;
beforeAll(async () => {
  bundle = await bundleWorkflows();
});

function read(file: string): { workflowId: string; history: unknown } {
  return JSON.parse(readFileSync(file, 'utf8')) as { workflowId: string; history: unknown };
}

async function replay(history: unknown, workflowId: string): Promise<void> {
  await Worker.runReplayHistory({ workflowBundle: bundle }, historyFromJSON(history), workflowId);
}

describe('G7 recorded histories replay on the present code', () => {
  test.each(recorded)('$version $name', async ({ file }) => {
    const { workflowId, history } = read(file);
    await replay(history, workflowId);
  });

  test('a history of another story is refused', async () => {
    const submission = recorded.find(({ name }) => name.startsWith('submission-'));
    const { workflowId, history } = read(submission?.file ?? '');
    const other = JSON.parse(JSON.stringify(history).replaceAll('writeSubmission', 'shredSubmission')) as unknown;
    await expect(replay(other, workflowId)).rejects.toThrow(DeterminismViolationError);
  });
});
