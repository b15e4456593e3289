import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import type { Config } from '../../ports/config.ts';

/** A configuration for the library under client/. No Temporal server answers at its address unless one is given. */
export function testConfig(databaseUrl: string, given: Partial<Config> = {}): Config {
  return {
    databaseUrl,
    temporalAddress: '127.0.0.1:9',
    temporalNamespace: 'default',
    taskQueue: 'incasso',
    dataDir: '/nowhere',
    archiveDir: '/nowhere/archive',
    clockFile: undefined,
    smtpUrl: undefined,
    mailFrom: 'incasso@example.org',
    supportEmail: 'support@example.org',
    webUi: undefined,
    operator: undefined,
    logLevel: 'silent',
    activitySlots: 4,
    wakeupsPerSecond: 1000,
    accountingUrl: undefined,
    accountingToken: undefined,
    connectorSlots: 2,
    digestAnchor: '2026-01-05',
    reminders: 'mail',
    signatureAsksPerDay: 1000,
    ...given,
  };
}

export interface CommandResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

const command = fileURLToPath(new URL('../../bin/incasso', import.meta.url));

/** Runs bin/incasso as a person does, in a folder without configuration. */
export function incasso(args: readonly string[], env: Record<string, string> = {}): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: '/',
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
