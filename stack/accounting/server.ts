import { mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

import { sentenceOf } from '../../domain/errors.ts';
import type { PackageCall } from '../../domain/tasks.ts';
import { Books, type Effect, type Refusal } from './books.ts';
import { Settings } from './settings.ts';

export interface AccountingPackage {
  /** `http://127.0.0.1:PORT` */
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts a simulated accounting package on the loopback address: it knows only the wire, keeps its books in `directory`
 * and really refuses. Settings and faults are read from files there (settings.ts) and may change while it runs.
 * @param options.token - asked for as `Authorization: Bearer` when given.
 */
export async function startAccountingPackage(options: {
  directory: string;
  port: number;
  token?: string;
}): Promise<AccountingPackage> {
  mkdirSync(options.directory, { recursive: true });
  const desk = new Counter(options.directory);
  const server = createServer((request, response) => {
    if (options.token !== undefined && request.headers.authorization !== `Bearer ${options.token}`) {
      return answer(response, 401, { message: 'who are you?' });
    }
    desk.serve(request, response).catch((error: unknown) => answer(response, 500, { message: sentenceOf(error) }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop: () => close(server) };
}

/** What happens at the counter of the package. */
class Counter {
  private readonly settings: Settings;
  private readonly books: Books;
  /** How many calls of a reference go on. */
  private readonly working = new Map<string, number>();

  constructor(directory: string) {
    this.settings = new Settings(directory);
    this.books = new Books(directory, this.settings);
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://package');
    const [, version, noun, ...rest] = pathname.split('/').map(decodeURIComponent);
    const wanted = `${request.method} ${version}/${noun}`;
    if (wanted === 'POST v1/operations') {
      const call = (await json(request)) as PackageCall;
      return rest[0] === 'check' ? this.check(call, response) : this.perform(call, response);
    }
    if (wanted === 'GET v1/operations') return this.tell(rest.join('/'), response);
    if (wanted === 'GET v1/effects') return answer(response, 200, this.books.effects);
    if (wanted === 'GET v1/books') return answer(response, 200, this.books.picture(searchParams.get('dossier') ?? ''));
    if (wanted === 'GET v1/health') return answer(response, 200, { status: 'well' });
    answer(response, 404, { code: 'not_here', message: `nothing at ${pathname}` });
  }

  private tell(reference: string, response: ServerResponse): void {
    if ((this.working.get(reference) ?? 0) > 0) return answer(response, 200, { state: 'working' });
    const effect = this.books.find(reference);
    if (!effect) return answer(response, 404, { code: 'unknown', message: `nothing was done under ${reference}` });
    answer(response, 200, { state: 'done', result: resultOf(effect) });
  }

  private check(call: PackageCall, response: ServerResponse): void {
    const refusal = this.books.refusalOf(call);
    if (refusal) return answer(response, 422, refusal);
    response.writeHead(204).end();
  }

  private async perform(call: PackageCall, response: ServerResponse): Promise<void> {
    const fault = this.settings.takeFault(call);
    switch (fault?.fault) {
      case 'unavailable':
        return answer(response, 503, { message: 'closed for a moment' });
      case 'server_error':
        return answer(response, 500, { message: 'something broke' });
      case 'hang':
        return;
      case 'garbage':
        return void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>It works!</h1>');
      case 'refuse':
        return answer(response, 422, { code: fault.code, message: fault.message });
      case 'slow':
      case 'lost_answer':
      case undefined:
    }
    const delay = this.settings.delayMs + (fault?.fault === 'slow' ? fault.delay_ms : 0);
    const started = this.books.begin();
    this.working.set(call.reference, (this.working.get(call.reference) ?? 0) + 1);
    if (delay > 0) await sleep(delay);
    this.working.set(call.reference, (this.working.get(call.reference) ?? 1) - 1);
    const done = this.books.perform(call, started);
    if (fault?.fault === 'lost_answer') return void response.destroy();
    if (isRefusal(done)) return answer(response, done.code === 'double_booking' ? 409 : 422, done);
    answer(response, 200, { state: 'done', result: resultOf(done) });
  }
}

function isRefusal(done: Effect | Refusal): done is Refusal {
  return 'code' in done;
}

function resultOf(effect: Effect): Record<string, unknown> {
  return { number: effect.no };
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
