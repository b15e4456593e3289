import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { inspect } from 'node:util';

import { afterEach, describe, expect, test } from 'vitest';

import { IncassoError } from '../../domain/errors.ts';
import type { PackageCall } from '../../domain/tasks.ts';
import { type Accounting, httpAccounting } from '../../ports/accounting.ts';

const call: PackageCall = {
  reference: 'bakker:T-1',
  dossier: 'D-1001',
  kind: 'delete_booking',
  input: { document: 'PRIVATE-7', journal: 'AK' },
};

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A package that answers as the test says. */
async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function answering(status: number, body = '', headers: Record<string, string> = {}): Promise<Accounting> {
  return httpAccounting(await serving((_, response) => response.writeHead(status, headers).end(body)), {});
}

/** The error with which a call ends. */
async function troubleOf(calling: Promise<unknown>): Promise<IncassoError> {
  const error: unknown = await calling.then(
    (value) => expect.fail(`it should fail, and says ${inspect(value)}`),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(IncassoError);
  expect(error).toMatchObject({ type: 'ACCOUNTING' });
  return error as IncassoError;
}

describe('what it says', () => {
  test('an operation is posted as it is, with the token', async () => {
    const seen: unknown[] = [];
    const url = await serving((request, response) => {
      void json(request).then((body) => {
        seen.push(request.method, request.url, request.headers.authorization, request.headers['content-type'], body);
        response.writeHead(200).end('{"state":"done","result":{"number":7}}');
      });
    });
    const accounting = httpAccounting(`${url}/`, { token: 's3cret' });
    expect(await accounting.perform(call)).toEqual({ kind: 'done', result: { number: 7 } });
    expect(seen).toEqual(['POST', '/v1/operations', 'Bearer s3cret', 'application/json', call]);
  });

  test('a reference is asked for encoded, whatever it holds, and without a token none is sent', async () => {
    const seen: unknown[] = [];
    const url = await serving((request, response) => {
      seen.push(request.method, request.url, request.headers.authorization);
      response.writeHead(200).end('{"state":"working"}');
    });
    expect(await httpAccounting(url, {}).find('bakker:../a b?c#d%é')).toEqual({ kind: 'working' });
    expect(seen).toEqual(['GET', '/v1/operations/bakker%3A..%2Fa%20b%3Fc%23d%25%C3%A9', undefined]);
  });
});

describe('what it understands', () => {
  test('done, also without a result; working; unknown', async () => {
    expect(await (await answering(200, '{"state":"done"}')).find('a')).toEqual({ kind: 'done', result: {} });
    expect(await (await answering(200, '{"state":"working"}')).find('a')).toEqual({ kind: 'working' });
    expect(await (await answering(404, 'whatever')).find('a')).toEqual({ kind: 'unknown' });
  });

  test.each([409, 422])('a refusal with status %d, of an operation and of a check', async (status) => {
    const body = { code: 'double_booking', message: 'It stands there already.', reference: 'b:1', more: 'ignored' };
    const accounting = await answering(status, JSON.stringify(body));
    const refusal = { kind: 'refused', code: body.code, message: body.message, reference: 'b:1' };
    expect(await accounting.perform(call)).toStrictEqual(refusal);
    expect(await accounting.check(call)).toStrictEqual(refusal);
  });

  test('a check against which nothing speaks', async () => {
    expect(await (await answering(204)).check(call)).toBeUndefined();
  });
});

describe('T3 what is no clear answer is trouble, in a sentence that names what was asked and the reason', () => {
  test.each([
    [500, '{"state":"done"}', 'it answered with status 500'],
    [503, '', 'it answered with status 503'],
    [404, '', 'it answered with status 404'],
    [202, '{"state":"done"}', 'it answered with status 202'],
    [401, '', 'it refuses our token, INCASSO_ACCOUNTING_TOKEN (401)'],
    [403, '', 'it refuses our token, INCASSO_ACCOUNTING_TOKEN (403)'],
    [200, '', 'its answer is not the JSON agreed'],
    [200, '<h1>It works!</h1>', 'its answer is not the JSON agreed'],
    [200, 'null', 'its answer is not the JSON agreed'],
    [200, '{"state":"finished"}', 'its answer is not the JSON agreed'],
    [200, '{"state":"done","result":[7]}', 'its answer is not the JSON agreed'],
    [200, '{"state":"working"}', 'it still works on it'],
    [422, '{"message":"no"}', 'its refusal (422) is not the JSON agreed'],
    [409, '<h1>Conflict</h1>', 'its refusal (409) is not the JSON agreed'],
  ])('an operation answered with %d %s', async (status, body, reason) => {
    const error = await troubleOf((await answering(status, body)).perform(call));
    expect(error.message).toBe(`the accounting package was told to do bakker:T-1: ${reason}`);
  });

  test('a question that is refused, and a check that is answered with a page', async () => {
    const refused = await troubleOf((await answering(422, '{"code":"a","message":"b"}')).find('bakker:T-1'));
    expect(refused.message).toBe('the accounting package was asked for bakker:T-1: it answered with status 422');
    const page = await troubleOf((await answering(200, '<h1>It works!</h1>')).check(call));
    expect(page.message).toBe('the accounting package was asked about bakker:T-1: it answered with status 200');
  });

  test('a redirect is not followed: neither the operation nor the token goes elsewhere', async () => {
    let visits = 0;
    const elsewhere = await serving((_, response) => {
      visits += 1;
      response.writeHead(200).end('{"state":"done"}');
    });
    for (const status of [301, 302, 303, 307, 308]) {
      const accounting = await answering(status, '', { location: `${elsewhere}/v1/operations` });
      expect((await troubleOf(accounting.perform(call))).message).toContain(`it answered with status ${status}`);
      expect((await troubleOf(accounting.find('a'))).message).toContain(`it answered with status ${status}`);
    }
    expect(visits).toBe(0);
  });

  test('an answer without end is read no further than a million characters', async () => {
    let closed: Promise<unknown> | undefined;
    const url = await serving((_, response) => {
      closed = new Promise((resolve) => response.once('close', resolve));
      response.writeHead(200);
      const goOn = (): void => {
        while (response.write('x'.repeat(64 * 1024))) if (response.destroyed) return;
        response.once('drain', goOn);
      };
      goOn();
    });
    const error = await troubleOf(httpAccounting(url, {}).find('a'));
    expect(error.message).toBe('the accounting package was asked for a: its answer is longer than 1000000 characters');
    await closed;
  });

  test('nobody listens; the connection is cut before the answer, or in it', async () => {
    const gone = await serving(() => undefined);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect((await troubleOf(httpAccounting(gone, {}).perform(call))).message).toBe(
      'the accounting package was told to do bakker:T-1: the connection failed (ECONNREFUSED)',
    );
    const cut = await serving((_, response) => response.destroy());
    expect((await troubleOf(httpAccounting(cut, {}).perform(call))).message).toMatch(/the connection failed \(\w+\)$/);
    const half = await serving((_, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('{"state":"done"}', () => response.destroy());
    });
    expect((await troubleOf(httpAccounting(half, {}).perform(call))).message).toMatch(/the connection failed \(\w+\)$/);
  });

  test('no answer in time, or only its beginning', async () => {
    const silent = await serving(() => undefined);
    const begun = await serving((_, response) => void response.writeHead(200).write('{"state":'));
    for (const url of [silent, begun]) {
      const error = await troubleOf(httpAccounting(url, { timeoutMs: 100 }).perform(call));
      expect(error.message).toBe('the accounting package was told to do bakker:T-1: no answer within 0.1 seconds');
    }
  });

  test('no address', async () => {
    const accounting = httpAccounting(undefined, {});
    expect(accounting.configured).toBe(false);
    for (const calling of [accounting.find('a'), accounting.perform(call), accounting.check(call)]) {
      expect((await troubleOf(calling)).message).toMatch(
        /: no accounting package is configured \(INCASSO_ACCOUNTING_URL\)$/,
      );
    }
    expect(httpAccounting('http://127.0.0.1:1', {}).configured).toBe(true);
  });
});

test('neither token, nor password in the address, nor input gets into an error or its causes', async () => {
  const url = await serving((request, response) => {
    response.writeHead(500).end(`${request.headers.authorization}`);
  });
  const withPassword = url.replace('http://', 'http://user:s3cret@');
  for (const accounting of [
    httpAccounting(url, { token: 's3cret' }),
    // fetch refuses these itself, and quotes what it refuses
    httpAccounting(url, { token: 's3cret\nline' }),
    httpAccounting(withPassword, {}),
    httpAccounting(`${withPassword}:99999`, {}),
    httpAccounting('http://127.0.0.1:1', { token: 's3cret' }),
  ]) {
    for (const calling of [accounting.find('a'), accounting.perform(call), accounting.check(call)]) {
      const shown = inspect(await troubleOf(calling), { depth: null, showHidden: true });
      expect(shown).not.toMatch(/s3cret|PRIVATE-7/);
    }
  }
});
