import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type PostgresServer, startPostgres, stopPostgres } from '../../stack/postgres.ts';
import { isRunning } from '../../stack/processes.ts';
import { startTestCluster } from '../../stack/testCluster.ts';

let dir: string;
let lines: string[];
let server: PostgresServer;

async function start(usualPort = 0): Promise<PostgresServer> {
  lines = [];
  const settings = { fsync: 'off', shared_buffers: '16MB' };
  return startPostgres({
    dir,
    logFile: join(dir, 'postgres.log'),
    log: (line) => lines.push(line),
    usualPort,
    settings,
  });
}

async function ask(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: server.databaseUrl });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

function portOf(postgres: PostgresServer): number {
  return Number(new URL(postgres.databaseUrl).port);
}

function pidOf(postgres: PostgresServer): number {
  return postgres.process?.pid ?? 0;
}

// The steps build on each other: one cluster that goes through what happens to a cluster.
describe('the embedded PostgreSQL', () => {
  beforeAll(async () => {
    dir = join(mkdtempSync(join(tmpdir(), 'incasso-postgres-')), 'postgres');
    mkdirSync(dir);
    chmodSync(join(dir, '..'), 0o755); // started by root, the server runs as another user
    server = await start();
  });

  afterAll(async () => {
    await stopPostgres(dir);
    rmSync(join(dir, '..'), { recursive: true });
  });

  it('O2 makes the cluster and the database at the first start, for loopback only', async () => {
    await ask('CREATE TABLE kept (id int)');
    await ask('INSERT INTO kept VALUES (1)');
    expect(await ask('SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    expect(await ask('SHOW server_encoding')).toEqual([{ server_encoding: 'UTF8' }]);
    expect(await ask("SELECT upper('zürich') AS upper")).toEqual([{ upper: 'ZÜRICH' }]);
  });

  it('keeps a password that only its owner can read, and asks for it', async () => {
    expect((await stat(join(dir, 'password'))).mode & 0o777).toBe(0o600);
    expect(server.databaseUrl).toContain(await readFile(join(dir, 'password'), 'utf8'));
    const wrong = server.databaseUrl.replace(/:[^:@]+@/, ':wrong@');
    const client = new pg.Client({ connectionString: wrong });
    await expect(client.connect()).rejects.toThrow('password authentication failed');
  });

  it('O2 takes over a server whose launcher is gone', async () => {
    const again = await start();
    expect(pidOf(again)).toBe(pidOf(server));
    expect(lines).toEqual([expect.stringMatching(/^postgres: took over the running server \(pid \d+\)/)]);
  });

  it('O2 starts again after kill -9 of the server, with the data intact', async () => {
    const killed = pidOf(server);
    process.kill(killed, 'SIGKILL');
    server = await start();
    expect(pidOf(server)).not.toBe(killed);
    expect(await ask('SELECT id FROM kept')).toEqual([{ id: 1 }]);
  });

  it('starts although a backend of the killed server is still computing', async () => {
    const client = new pg.Client({ connectionString: server.databaseUrl });
    client.on('error', () => {});
    await client.connect();
    const endless = client.query("DO 'BEGIN LOOP END LOOP; END'").catch(() => {});
    process.kill(pidOf(server), 'SIGKILL');
    server = await start();
    expect(await ask('SELECT id FROM kept')).toEqual([{ id: 1 }]);
    await endless;
  });

  it('is not misled by a left postmaster.pid of which the number belongs to another program', async () => {
    await server.stop();
    const pidFile = [process.pid, join(dir, 'data'), 1, portOf(server), '', '127.0.0.1', '', 'ready'].join('\n');
    writeFileSync(join(dir, 'data', 'postmaster.pid'), pidFile);
    server = await start();
    expect(pidOf(server)).not.toBe(process.pid);
    expect(await ask('SELECT id FROM kept')).toEqual([{ id: 1 }]);
  });

  it('O2 takes another port when the usual one is taken, and says so', async () => {
    await server.stop();
    const blocker = createServer();
    const taken = await new Promise<number>((resolve) => {
      blocker.listen(0, '127.0.0.1', () => resolve((blocker.address() as { port: number }).port));
    });
    server = await start(taken);
    blocker.close();
    expect(portOf(server)).not.toBe(taken);
    expect(lines[0]).toBe(`postgres: port ${taken} is taken, using ${portOf(server)}`);
  });

  it('says what is missing when the password file was removed', async () => {
    const password = await readFile(join(dir, 'password'), 'utf8');
    rmSync(join(dir, 'password'));
    await expect(start()).rejects.toThrow('the password of the cluster is missing');
    writeFileSync(join(dir, 'password'), password, { mode: 0o600 });
  });

  it('leaves no process behind when it is stopped', async () => {
    await server.stop();
    expect(server.process && isRunning(server.process)).toBe(false);
  });
});

describe('the cluster for tests', () => {
  it('answers, and leaves neither process nor folder', async () => {
    const cluster = await startTestCluster();
    const client = new pg.Client({ connectionString: cluster.databaseUrl });
    await client.connect();
    const { rows } = await client.query<{ dir: string }>("SELECT current_setting('data_directory') AS dir");
    await client.end();
    await cluster.stop();
    await expect(stat(rows[0]?.dir ?? '')).rejects.toThrow('ENOENT');
    await expect(new pg.Client({ connectionString: cluster.databaseUrl }).connect()).rejects.toThrow('ECONNREFUSED');
  });
});
