/**
 * Lets the Temporal SDK download a server into a folder and proves that it starts. A program of its own, because the SDK can
 * only download as part of starting a server, and brings up its native runtime once for the whole process.
 *
 * Arguments: `dev-server` or `time-skipping`, and the folder.
 */
import { TestWorkflowEnvironment } from '@temporalio/testing';

const [kind, downloadDir] = process.argv.slice(2);
const executable = { type: 'cached-download', downloadDir } as const;
try {
  const environment =
    kind === 'dev-server'
      ? await TestWorkflowEnvironment.createLocal({ server: { executable } })
      : await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } });
  await environment.teardown();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
