/**
 * `npm run histories`: plays the demo and records histories of every workflow type under test/histories/<version>/. The
 * tests replay them on the code of later versions. Raise the version in package.json first when a workflow has changed.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';

import { type Context, openContext } from '../client/context.ts';
import { runJob } from '../client/jobs.ts';
import { sentenceOf } from '../domain/errors.ts';
import { taskSubmitId } from '../domain/ids.ts';
import type { TaskSubmission } from '../domain/messages/tasks.ts';
import { loadConfig } from '../ports/config.ts';
import { printLine } from '../stack/log.ts';
import { environmentOf } from '../stack/services.ts';
import { openOffice } from './demo/office.ts';
import { firstInstant, play } from './demo/play.ts';

const dataDir = 'var/histories';

/** The types of the workflows in workflows/index.ts, in the order of that file. */
async function workflowTypes(): Promise<string[]> {
  const source = await readFile('workflows/index.ts', 'utf8');
  return [...source.matchAll(/export \{ (\w+) \}/g)].map((match) => match[1] as string);
}

/** Of each type the histories that differ most: the longest, the shortest and one between. */
async function record(context: Context, folder: string): Promise<number> {
  const { client } = await context.temporal();
  let recorded = 0;
  for (const type of await workflowTypes()) {
    const found: { id: string; runId: string; length: number }[] = [];
    for await (const execution of client.workflow.list({ query: `WorkflowType = '${type}'` })) {
      found.push({ id: execution.workflowId, runId: execution.runId, length: execution.historyLength });
    }
    found.sort((one, other) => one.length - other.length || one.id.localeCompare(other.id));
    const chosen = new Set([found.at(-1), found[0], found[Math.floor(found.length / 2)]]);
    for (const [place, execution] of [...chosen].entries()) {
      if (execution === undefined) continue;
      const history = await client.workflow.getHandle(execution.id, execution.runId).fetchHistory();
      const file = join(folder, `${type}-${place + 1}.json`);
      await writeFile(
        file,
        JSON.stringify({ workflowId: execution.id, history: JSON.parse(historyToJSON(history)) as unknown }),
      );
      recorded += 1;
    }
  }
  return recorded;
}

/** As from the Web UI: started with one JSON object. */
async function submitOneTask(context: Context): Promise<void> {
  const { client } = await context.temporal();
  const task: TaskSubmission = { dossier: 'bakkerij-de-korenaar', kind: 'synchronise', reference: 'H-1', input: {} };
  await client.workflow.execute('taskSubmit', {
    taskQueue: context.config.taskQueue,
    workflowId: taskSubmitId(task.dossier, task.reference),
    args: [task],
  });
}

async function histories(): Promise<void> {
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  const folder = join('test', 'histories', version);
  const office = await openOffice(dataDir, firstInstant);
  const context = openContext(loadConfig(environmentOf(office.stack, dataDir)), 'dora');
  try {
    const failed = (await play(context, office)).filter((check) => !check.ok);
    for (const check of failed) printLine(`FAILED ${check.name}: ${check.seen}`);
    await submitOneTask(context);
    for (const job of ['silenceCheck', 'mailSend', 'wakeup'] as const) await runJob(context, job, 'all');
    for (const job of ['agreementSend', 'agreementImport'] as const) await runJob(context, job, 'sepa-noord');
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const recorded = await record(context, folder);
    printLine(`${recorded} histories in ${folder}`);
    printLine(`histories: ${recorded} passed, ${failed.length} failed`);
    process.exitCode = failed.length === 0 ? 0 : 1;
  } finally {
    await context.close();
    await office.stack.stop();
  }
}

histories().catch((error: unknown) => {
  printLine(`histories: ${sentenceOf(error)}`);
  printLine('histories: 0 passed, 1 failed');
  process.exitCode = 1;
});
