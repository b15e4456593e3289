import { appendFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';

import { afterEach, describe, expect, test, vi } from 'vitest';

import type { SftpExchange } from '../../domain/exchangeSettings.ts';
import { checkSftp, sftpExchange } from '../../ports/sftpExchange.ts';
import { makeKeyPair, type SftpFault } from '../../stack/sftpServer.ts';
import { type SftpBank, startSftpBank } from '../support/sftpBank.ts';
import { bytes, exchangeContract, read } from './exchangeContract.ts';

const folders = { outbox: '/out', taken: '/out/taken', inbox: '/in' };
let bank: SftpBank;
const under = exchangeContract('SFTP', async (dir) => {
  bank = await startSftpBank(dir, folders);
  return { exchange: sftpExchange(bank.settings), close: () => bank.stop() };
});

const outbox = async () => (await readdir(join(under.dir, 'out'))).filter((name) => name !== 'taken').sort();
const exchangeWith = (given: Partial<SftpExchange>) => sftpExchange({ ...bank.settings, ...given });
const impatient = () => exchangeWith({ silence_timeout_ms: 1_000 });

/** The next request of a kind meets the fault; those after it do not. */
function fault(kind: string, what: SftpFault, before: () => Promise<void> = async () => {}): void {
  let left = 1;
  bank.faults.next = async (request) => {
    if (request.kind !== kind || left-- <= 0) return undefined;
    await before();
    return what;
  };
}

afterEach(async () => {
  bank.faults.next = undefined;
  await vi.waitFor(() => expect(bank.server.connections().open).toBe(0));
});

describe('host keys', () => {
  test('O6 another host key is refused with its fingerprint, before any login', async () => {
    const pinned = `SHA256:${'A'.repeat(43)}`;
    const other = exchangeWith({ host_keys: [pinned], password_file: join(bank.secrets, 'password') });
    await expect(other.list()).rejects.toMatchObject({
      type: 'EXCHANGE',
      message: expect.stringContaining(
        `its host key ${bank.server.fingerprint} is not among the host_keys of the system: nothing was sent`,
      ) as string,
    });
    await expect(exchangeWith({ host_keys: [] }).list()).rejects.toThrow('is not among the host_keys');
    expect(await exchangeWith({ host_keys: [pinned, bank.server.fingerprint] }).list()).toBeInstanceOf(Array);
  });
});

describe('the login', () => {
  test('O6 with a key, as with a password', async () => {
    const exchange = sftpExchange(bank.withKey);
    await exchange.writeTemporary('key.xml', 1, bytes('x'), 1);
    await exchange.removeTemporary('key.xml', 1);
  });

  test('O6 each thing that is wrong has its own sentence, and none shows a secret', async () => {
    const file = async (name: string, content: string) => {
      await writeFile(join(bank.secrets, name), content);
      return join(bank.secrets, name);
    };
    const refused = 'it refuses the login: the user, or the key or password in its file, is wrong';
    const { password_file: _, ...noSecret } = bank.settings;
    const wrong: [Partial<SftpExchange>, string][] = [
      [{ ...bank.settings, password_file: await file('wrong', 'battery staple') }, refused],
      [{ ...bank.settings, user: 'nobody' }, refused],
      [{ ...noSecret, key_file: await file('wrong.key', makeKeyPair().private) }, refused],
      [{ ...noSecret, key_file: await file('no.key', 'battery staple') }, 'holds no private key without passphrase'],
      [{ ...noSecret, key_file: await file('pub.key', makeKeyPair().public) }, 'holds no private key without'],
      [{ ...bank.settings, password_file: join(bank.secrets, 'none') }, 'none does not exist'],
      [{ ...bank.settings, password_file: bank.secrets }, 'cannot be read'],
      [{ ...bank.settings, password_file: await file('empty', '\n') }, 'is empty'],
      [noSecret, 'neither key_file nor password_file is set'],
    ];
    for (const [settings, sentence] of wrong) {
      const error: unknown = await sftpExchange(settings as SftpExchange)
        .list()
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ type: 'EXCHANGE', message: expect.stringContaining(sentence) as string });
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/battery|horse|PRIVATE/);
    }
  });

  test('a server that nobody runs, that hangs up, or that says nothing is told apart', async () => {
    const silent = createServer((socket) => socket.resume());
    const rude = createServer((socket) => socket.destroy());
    const portOf = async (server: typeof silent) => {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return (server.address() as AddressInfo).port;
    };
    const [silentPort, rudePort] = [await portOf(silent), await portOf(rude)];
    await expect(exchangeWith({ port: silentPort, connect_timeout_ms: 100 }).list()).rejects.toThrow(
      `127.0.0.1:${silentPort}: it does not answer (100 ms)`,
    );
    await expect(exchangeWith({ port: rudePort }).list()).rejects.toMatchObject({ type: 'EXCHANGE' });
    for (const server of [silent, rude]) await new Promise((resolve) => server.close(resolve));
    await expect(exchangeWith({ port: rudePort }).list()).rejects.toThrow('nobody listens there');
  });
});

describe('what the server refuses', () => {
  test('a folder that does not exist is named, and a look that finds no folder settles nothing', async () => {
    const gone = exchangeWith({ outbox: '/gone', inbox: '/gone-too' });
    await expect(gone.writeTemporary('f.xml', 1, bytes('x'), 1)).rejects.toThrow('the folder /gone does not exist');
    await expect(gone.list()).rejects.toThrow('the folder /gone-too does not exist');
    await expect(gone.look('f.xml', 1, 1)).rejects.toThrow('the folder /gone does not exist');
    await expect(exchangeWith({ taken: '/moved' }).look('f.xml', 1, 1)).rejects.toThrow(
      'the folder /moved does not exist',
    );
  });

  test.each(['open', 'write', 'close', 'lstat'])('permission denied while it writes (%s) is said', async (kind) => {
    fault(kind, 'refuse');
    await expect(under.exchange.writeTemporary('p.xml', 1, bytes('x'), 1)).rejects.toMatchObject({
      type: 'EXCHANGE',
      message: 'writing p.xml failed: the server says that permission is denied',
    });
    await under.exchange.removeTemporary('p.xml', 1);
  });

  test('C12 a refused rename leaves the temporary file, and the next one does it', async () => {
    await under.exchange.writeTemporary('r.xml', 1, bytes('x'), 1);
    fault('rename', 'refuse');
    await expect(under.exchange.rename('r.xml', 1)).rejects.toThrow('permission is denied');
    expect(await under.exchange.look('r.xml', 1, 1)).toBe('not_renamed');
    await under.exchange.rename('r.xml', 1);
    expect(await under.exchange.look('r.xml', 1, 1)).toBe('arrived');
  });

  test('C12 a name that appears between the look and the rename is not replaced', async () => {
    await under.exchange.writeTemporary('n.xml', 1, bytes('ours'), 4);
    fault('rename', 0, () => writeFile(join(under.dir, 'out/n.xml'), 'theirs'));
    await expect(under.exchange.rename('n.xml', 1)).rejects.toThrow('renaming n.xml failed: the server says "Failure"');
    expect(await under.exchange.look('n.xml', 1, 4)).toBe('different');
  });

  test('C12 a temporary file that disappeared was not written', async () => {
    fault('lstat', 0, () => rm(join(under.dir, 'out/.d.xml.1.tmp')));
    await expect(under.exchange.writeTemporary('d.xml', 1, bytes('x'), 1)).rejects.toThrow('0 of 1 bytes arrived');
  });
});

describe('connections that break', () => {
  test.each([
    ['drop', 'not_renamed'],
    ['drop_after', 'arrived'],
    ['hang', 'not_renamed'],
    ['hang_after', 'arrived'],
    ['half_close', 'not_renamed'],
  ] as const)('C12 after %s at the rename a look says %s', async (what, seen) => {
    const name = `${what}.xml`;
    await under.exchange.writeTemporary(name, 1, bytes('x'), 1);
    fault('rename', what);
    await expect(impatient().rename(name, 1)).rejects.toMatchObject({
      type: 'EXCHANGE',
      message: expect.stringMatching(/the connection broke|it does not answer any more \(1000 ms\)/) as string,
    });
    expect(await under.exchange.look(name, 1, 1)).toBe(seen);
    expect((await outbox()).filter((file) => file.includes(name))).toHaveLength(1);
  });

  test.each(['open', 'write', 'close', 'lstat'])('C12 a write that breaks at %s fails', async (kind) => {
    for (const what of ['drop', 'drop_after', 'hang', 'half_close'] as const) {
      fault(kind, what);
      await expect(impatient().writeTemporary('w.xml', 1, bytes('x'), 1)).rejects.toMatchObject({ type: 'EXCHANGE' });
      await under.exchange.removeTemporary('w.xml', 1);
    }
    expect((await outbox()).filter((name) => name.includes('w.xml'))).toEqual([]);
  });

  test.each(['opendir', 'readdir'])('a listing that breaks at %s fails, and is never a short list', async (kind) => {
    for (const what of ['drop', 'hang', 'half_close', 'refuse'] as const) {
      fault(kind, what);
      await expect(impatient().list()).rejects.toMatchObject({ type: 'EXCHANGE' });
    }
  });

  test('a file that breaks off, or grows while it is read, is not read to its end', async () => {
    const path = join(under.dir, 'in/long.xml');
    await writeFile(path, Buffer.alloc(100_000));
    for (const what of ['drop', 'hang', 'half_close'] as const) {
      fault('read', what);
      await expect(read(impatient(), 'long.xml')).rejects.toMatchObject({ type: 'EXCHANGE' });
    }
    fault('open', 0, () => appendFile(path, 'more'));
    await expect(read(under.exchange, 'long.xml')).rejects.toThrow('100004 of 100000 bytes came');
    await rm(path);
  });

  test('slow answers are waited for, each for itself', async () => {
    bank.faults.next = () => 100;
    await exchangeWith({ silence_timeout_ms: 5_000 }).writeTemporary('s.xml', 1, bytes('x', 'y'), 2);
    bank.faults.next = undefined;
    await under.exchange.removeTemporary('s.xml', 1);
  });

  test('each operation has one connection, and ends it', async () => {
    const before = bank.server.connections().ever;
    await under.exchange.list();
    await under.exchange.look('x.xml', 1, 1);
    expect(bank.server.connections().ever).toBe(before + 2);
  });

  test('a source that fails keeps its error', async () => {
    async function* broken(): AsyncIterable<Buffer> {
      yield* bytes('x');
      throw new Error('the archive is damaged');
    }
    await expect(under.exchange.writeTemporary('e.xml', 1, broken(), 9)).rejects.toThrow('the archive is damaged');
    await under.exchange.removeTemporary('e.xml', 1);
  });
});

describe('the check of the doctor', () => {
  test('O3 is content with what can be used, and writes nothing', async () => {
    const before = await outbox();
    await checkSftp(bank.settings);
    expect(await outbox()).toEqual(before);
    await expect(checkSftp({ ...bank.settings, outbox: '/none' })).rejects.toThrow('the folder /none does not exist');
    await mkdir(join(under.dir, 'other'), { recursive: true });
    await writeFile(join(under.dir, 'other/file'), '');
    await expect(checkSftp({ ...bank.settings, taken: '/other/file' })).rejects.toThrow('/other/file is no folder');
  });
});
