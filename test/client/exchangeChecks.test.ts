import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { exchangeChecks } from '../../client/exchangeChecks.ts';
import type { ExchangeSettings } from '../../domain/exchangeSettings.ts';
import { type SftpBank, startSftpBank } from '../support/sftpBank.ts';

let dir = '';
let bank: SftpBank;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'incasso-checks-'));
  for (const folder of ['out/taken', 'in']) await mkdir(join(dir, folder), { recursive: true });
  bank = await startSftpBank(dir, { outbox: '/out', taken: '/out/taken', inbox: '/in' });
});
afterAll(async () => {
  await bank.stop();
  await rm(dir, { recursive: true, force: true });
});

/** What each check says, after "ok" or "no". */
async function said(exchange: ExchangeSettings): Promise<string[]> {
  const sentences: string[] = [];
  for (const { name, look } of exchangeChecks(exchange)) {
    sentences.push(
      await look().then(
        (detail) => `ok ${name}: ${detail}`,
        (error: Error) => `no ${name}: ${error.message}`,
      ),
    );
  }
  return sentences;
}

describe('what doctor says of an exchange', () => {
  test('O3 directories', async () => {
    const [out, gone] = [join(dir, 'out'), join(dir, 'gone')];
    expect(await said({ kind: 'directory', outbox: out, inbox: gone })).toEqual([
      `ok outbox: ${out} can be read and written`,
      `no inbox: ${gone} does not exist`,
    ]);
  });

  test('O3 O6 an SFTP server: login and folders, or the one thing that is wrong', async () => {
    const address = `127.0.0.1:${bank.server.port}`;
    expect(await said(bank.withKey)).toEqual([`ok sftp server: ${address} lets incasso in, its folders are there`]);
    const [wrongKey] = await said({ ...bank.settings, host_keys: [`SHA256:${'A'.repeat(43)}`] });
    expect(wrongKey).toContain(`no sftp server: a look at the server failed: ${address}: its host key`);
    expect(wrongKey).toContain(bank.server.fingerprint);
    expect(await said({ ...bank.settings, inbox: '/none' })).toEqual([
      'no sftp server: a look at the server failed: the folder /none does not exist',
    ]);
  });
});
