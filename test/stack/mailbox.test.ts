import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type Mailbox, startMailbox } from '../../stack/mailbox.ts';

let dir: string;
let mailbox: Mailbox;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'incasso-mailbox-'));
  mailbox = await startMailbox({ dir, port: 0 });
});
afterEach(async () => {
  await mailbox.stop();
  rmSync(dir, { recursive: true });
});

async function send(to: string): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port: mailbox.port });
  await transport.sendMail({ from: 'desk@example.com', to, subject: 'Instruction 7', text: 'Please decide.' });
  transport.close();
}

describe('the mailbox', () => {
  it('keeps each message as a file, numbered in their order', async () => {
    await send('anna@example.com');
    await send('ben/x@example.com');
    expect(readdirSync(dir).sort()).toEqual(['000001-anna_example.com.eml', '000002-ben_x_example.com.eml']);
    const message = readFileSync(join(dir, '000001-anna_example.com.eml'), 'utf8');
    expect(message).toContain('Subject: Instruction 7');
    expect(message).toContain('Please decide.');
  });

  it('goes on counting after a restart', async () => {
    await send('anna@example.com');
    await mailbox.stop();
    mailbox = await startMailbox({ dir, port: 0 });
    await send('anna@example.com');
    expect(readdirSync(dir).sort()).toEqual(['000001-anna_example.com.eml', '000002-anna_example.com.eml']);
  });
});
