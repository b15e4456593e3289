import { appendFileSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { PackageCall, TaskInput, TaskKind } from '../../domain/tasks.ts';
import type { Effect } from '../../stack/accounting/books.ts';
import { type AccountingPackage, startAccountingPackage } from '../../stack/accounting/server.ts';
import { booking } from '../support/accounting.ts';

let directory: string;
let accounting: AccountingPackage;
let writes: number;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'accounting-'));
  writes = 0;
  writeDossiers();
  await start();
});

afterEach(async () => {
  await accounting.stop();
  rmSync(directory, { recursive: true });
});

async function start(token?: string): Promise<void> {
  accounting = await startAccountingPackage({ directory, port: 0, ...(token ? { token } : {}) });
}

async function restart(): Promise<void> {
  await accounting.stop();
  await start();
}

/** Writes a file of settings, each time a second later: a person is never so fast that the clock of the disk stands still. */
function writeSettings(name: 'dossiers.json' | 'faults.json', text: string): void {
  const path = join(directory, name);
  writeFileSync(path, text);
  writes += 1;
  utimesSync(path, 1_767_600_000 + writes, 1_767_600_000 + writes);
}

/** D-1 is active and D-2 is not; both have a period, two journals and a VAT code. `given` changes D-1. */
function writeDossiers(given: object = {}): void {
  const known = { open_periods: ['2026-01'], journals: ['AK', 'VK'], vat_codes: ['V21'] };
  const dossiers = [
    { code: 'D-1', ...known, ...given },
    { code: 'D-2', active: false, ...known },
  ];
  writeSettings('dossiers.json', JSON.stringify({ dossiers }));
}

function writeFaults(...faults: object[]): void {
  writeSettings('faults.json', JSON.stringify(faults));
}

function call(reference: string, kind: TaskKind = 'synchronise', input: TaskInput = {}, dossier = 'D-1'): PackageCall {
  return { reference, dossier, kind, input };
}

const book = (reference: string, document: string, wrong?: TaskInput): PackageCall =>
  call(reference, 'process_booking', booking(document, wrong));
const remove = (reference: string, document: string, journal = 'AK'): PackageCall =>
  call(reference, 'delete_booking', { document, journal });
const activate = (reference: string, dossier: string): PackageCall =>
  call(reference, 'activate', { package_code: dossier }, dossier);

async function ask(path: string, init?: RequestInit): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${accounting.url}/v1/${path}`, init);
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
}

const post = (path: string, body: PackageCall, headers: Record<string, string> = {}) =>
  ask(path, { method: 'POST', body: JSON.stringify(body), headers });
const perform = (body: PackageCall) => post('operations', body);
const find = (reference: string) => ask(`operations/${encodeURIComponent(reference)}`);
const books = async (dossier = 'D-1') => (await ask(`books?dossier=${dossier}`)).body;
const effects = async () => (await ask('effects')).body as Effect[];
const references = async () => (await effects()).map((effect) => effect.reference);

const done = (number: number) => ({ status: 200, body: { state: 'done', result: { number } } });
const refused = (code: string, message: string) => ({ status: 422, body: { code, message } });
const unknown = { status: 404, body: expect.objectContaining({ code: 'unknown' }) as unknown };
const empty = { active: true, bookings: [], deleted: 0, synchronised: 0 };

describe('what it refuses', () => {
  test.each([
    ['wrong_period', book('a', 'X', { period: '2025-12' }), 'Period 2025-12 of dossier D-1 is not open.'],
    ['wrong_period', book('a', 'X', { booked_on: '2026-02-01' }), '2026-02-01 does not fall into period 2026-01.'],
    ['unknown_journal', book('a', 'X', { journal: 'ZZ' }), 'Dossier D-1 has no journal ZZ.'],
    ['wrong_vat_code', book('a', 'X', { vat_code: 'V9' }), 'Dossier D-1 has no VAT code V9.'],
    ['unknown_dossier', call('a', 'synchronise', {}, 'D-9'), 'There is no dossier D-9.'],
    ['unknown_dossier', activate('a', 'D-9'), 'There is no dossier D-9.'],
    ['unknown_dossier', call('a', 'synchronise', {}, 'D-2'), 'Dossier D-2 is not active.'],
    ['unknown_document', remove('a', 'X'), 'Journal AK has no document X.'],
    ['already_active', activate('a', 'D-1'), 'Dossier D-1 is active already.'],
  ])('T3 %s, as an operation and as a check, and nothing is done: %j', async (code, wrong, message) => {
    expect(await perform(wrong)).toEqual(refused(code, message));
    expect(await post('operations/check', wrong)).toEqual(refused(code, message));
    expect([await find('a'), await references(), await books()]).toEqual([unknown, [], empty]);
  });

  test('T3 double_booking, with status 409 and the reference of the booking that is there', async () => {
    await perform(book('first', 'X'));
    const message = 'Document X stands in journal AK already.';
    expect(await perform(book('second', 'X', { vat_code: 'V21', booked_on: '2026-01-31' }))).toEqual({
      status: 409,
      body: { code: 'double_booking', message, reference: 'first' },
    });
    expect(await post('operations/check', book('second', 'X'))).toMatchObject({
      body: { code: 'double_booking', reference: 'first' },
    });
    expect(await perform(book('second', 'X', { journal: 'VK' }))).toEqual(done(2));
    expect(await references()).toEqual(['first', 'second']);
  });

  test('what is no call is said with a status', async () => {
    expect((await ask('operations', { method: 'POST', body: 'no JSON' })).status).toBe(500);
    expect(await ask('elsewhere')).toMatchObject({ status: 404, body: { code: 'not_here' } });
  });
});

describe('what it does', () => {
  test('booking, deletion, synchronisation and activation change what a person sees of the dossier', async () => {
    expect(await perform(book('b-1', 'X'))).toEqual(done(1));
    expect(await perform(book('b-2', 'Y', { journal: 'VK' }))).toEqual(done(2));
    expect(await perform(call('s-1'))).toEqual(done(3));
    expect(await perform(remove('d-1', 'X'))).toEqual(done(4));
    const bookings = [{ journal: 'VK', document: 'Y', reference: 'b-2' }];
    expect(await books()).toEqual({ active: true, bookings, deleted: 1, synchronised: 1 });
    expect(await perform(remove('d-2', 'Y', 'AK'))).toMatchObject({ body: { code: 'unknown_document' } });
    expect(await perform(book('b-3', 'X'))).toEqual(done(5));

    expect(await books('D-2')).toEqual({ ...empty, active: false });
    expect(await perform(activate('a-1', 'D-2'))).toEqual(done(6));
    expect(await perform(call('s-2', 'synchronise', {}, 'D-2'))).toEqual(done(7));
    expect(await books('D-2')).toEqual({ ...empty, synchronised: 1 });
    expect(await perform(activate('a-2', 'D-2'))).toMatchObject({ body: { code: 'already_active' } });
  });

  test('it is as naive as real packages: a reference posted again is done again, unless the books speak against it', async () => {
    expect([await perform(call('s')), await perform(call('s'))]).toEqual([done(1), done(2)]);
    expect(await find('s')).toEqual(done(2));
    await perform(book('b', 'X'));
    expect(await perform(book('b', 'X'))).toMatchObject({ status: 409, body: { reference: 'b' } });
    expect(await find('b')).toEqual(done(3));
    await perform(activate('a', 'D-2'));
    expect(await perform(activate('a', 'D-2'))).toEqual(done(5));
    expect(await references()).toEqual(['s', 's', 'b', 'a', 'a']);
  });

  test('a check changes nothing and uses up no fault', async () => {
    writeFaults({ fault: 'unavailable' });
    expect(await post('operations/check', book('b', 'X'))).toEqual({ status: 204, body: undefined });
    expect([await find('b'), await references(), await books()]).toEqual([unknown, [], empty]);
    expect((await perform(book('b', 'X'))).status).toBe(503);
    expect(await perform(book('b', 'X'))).toEqual(done(1));
  });

  test('with a token every caller without it gets 401, and nothing is done', async () => {
    await accounting.stop();
    await start('s3cret');
    const wrong: Record<string, string>[] = [{}, { authorization: 'Bearer other' }, { authorization: 's3cret' }];
    for (const headers of wrong) {
      expect((await post('operations', call('s'), headers)).status).toBe(401);
      expect((await ask('operations/s', { headers })).status).toBe(401);
    }
    const headers = { authorization: 'Bearer s3cret' };
    expect(await ask('effects', { headers })).toEqual({ status: 200, body: [] });
    expect(await post('operations', call('s'), headers)).toEqual(done(1));
  });
});

describe('what goes wrong with it', () => {
  test.each([
    ['unavailable', {}, 503, /"closed for a moment"/],
    ['server_error', {}, 500, /"something broke"/],
    ['garbage', {}, 200, /^<h1>It works!<\/h1>$/],
    ['refuse', { code: 'period_locked', message: 'Ask Jan.' }, 422, /^{"code":"period_locked","message":"Ask Jan."}$/],
    ['refuse', {}, 422, /^{"code":"database_error","message":".*4711"}$/],
  ])('%s: nothing is done, and the next call is served: %j', async (fault, more, status, body) => {
    writeFaults({ fault, ...more });
    const answer = await fetch(`${accounting.url}/v1/operations`, { method: 'POST', body: JSON.stringify(call('s')) });
    expect([answer.status, await answer.text()]).toEqual([status, expect.stringMatching(body)]);
    expect([await find('s'), await references()]).toEqual([unknown, []]);
    expect(await perform(call('s'))).toEqual(done(1));
  });

  test('T3 lost_answer: the work is done, then the connection is cut; its reference tells, whatever it holds', async () => {
    const reference = 'bakker:../a b?c#d%é/f';
    writeFaults({ fault: 'lost_answer', times: 2 });
    expect(await find(reference)).toEqual(unknown);
    await expect(perform(book(reference, 'X'))).rejects.toThrow('fetch failed');
    expect(await find(reference)).toEqual(done(1));
    await expect(perform(book(reference, 'X'))).rejects.toThrow('fetch failed');
    expect(await references()).toEqual([reference]);
  });

  test('hang: never answered and nothing done, while others are served', async () => {
    writeFaults({ fault: 'hang', reference: 'h' });
    const signal = AbortSignal.timeout(400);
    const hanging = ask('operations', { method: 'POST', body: JSON.stringify(call('h')), signal });
    await expect(hanging).rejects.toMatchObject({ name: 'TimeoutError' });
    expect([await find('h'), await references()]).toEqual([unknown, []]);
    expect(await perform(call('s'))).toEqual(done(1));
  });

  test('slow: "working" as long as it goes on, and then done, also when nobody waits any more', async () => {
    writeFaults({ fault: 'slow', reference: 'b', delay_ms: 1_500 });
    const impatient = new AbortController();
    const { signal } = impatient;
    const calling = ask('operations', { method: 'POST', body: JSON.stringify(book('b', 'X')), signal });
    await expect.poll(() => find('b')).toEqual({ status: 200, body: { state: 'working' } });
    expect(await references()).toEqual([]);
    impatient.abort();
    await expect(calling).rejects.toThrow('aborted');
    await expect.poll(() => find('b'), { timeout: 10_000 }).toEqual(done(1));
    expect(await books()).toMatchObject({ bookings: [{ document: 'X' }] });
  });

  test('a delay of every operation: two of a dossier at once show in the books as an overlap', async () => {
    const known = { code: 'D-1', open_periods: [], journals: [], vat_codes: [] };
    writeSettings('dossiers.json', JSON.stringify({ delay_ms: 1_000, dossiers: [known] }));
    await Promise.all([perform(call('one')), perform(call('other'))]);
    await perform(call('after'));
    const numbers = (await effects()).map((effect) => [effect.started_no, effect.ended_no]);
    expect(numbers).toEqual([[1, 3], [2, 4], [5, 6]]); // prettier-ignore
  });

  test('faults apply so often, to what they fit, in the order of the file', async () => {
    writeFaults(
      { fault: 'unavailable', kind: 'delete_booking' },
      { fault: 'refuse', reference: 'r' },
      { fault: 'server_error', dossier: 'D-1', times: 2 },
      { fault: 'unavailable', dossier: 'D-2' },
    );
    const statuses = [];
    for (const reference of ['s', 'r', 'r', 's', 'r']) statuses.push((await perform(call(reference))).status);
    expect(statuses).toEqual([500, 422, 500, 200, 200]);
    expect((await perform(remove('d', 'X'))).status).toBe(503);
    expect((await perform(call('s', 'synchronise', {}, 'D-2'))).status).toBe(503);
    expect((await perform(call('s', 'synchronise', {}, 'D-2'))).status).toBe(422);
  });

  test('settings may change while it runs; one that cannot be read is said, and served again when it is mended', async () => {
    const wrong = book('b', 'X', { period: '2026-02', booked_on: '2026-02-02' });
    expect(await perform(wrong)).toMatchObject({ body: { code: 'wrong_period' } });
    writeDossiers({ open_periods: ['2026-01', '2026-02'] });
    expect(await perform(wrong)).toEqual(done(1));
    writeDossiers({ active: false });
    expect(await perform(call('s'))).toMatchObject({ body: { code: 'unknown_dossier' } });
    writeDossiers();
    for (const broken of ['[{"fault":', '[{"fault":"sabotage"}]', '[{"fault":"hang","time":2}]']) {
      writeSettings('faults.json', broken);
      expect(await perform(call('s'))).toMatchObject({
        status: 500,
        body: { message: expect.stringContaining('faults.json') as string },
      });
    }
    writeFaults({ fault: 'unavailable', times: 9 });
    expect((await perform(call('s'))).status).toBe(503);
    writeFaults();
    expect(await perform(call('s'))).toEqual(done(2));
  });
});

describe('death and restart', () => {
  test('its books are what they were: bookings, activations, references, and the numbers go on', async () => {
    await perform(book('b-1', 'X'));
    await perform(book('b-2', 'Y'));
    await perform(remove('d-1', 'X'));
    await perform(activate('a-1', 'D-2'));
    const before = [await books(), await books('D-2'), await effects()];
    await restart();
    expect([await books(), await books('D-2'), await effects()]).toEqual(before);
    expect([await find('d-1'), await find('a-1')]).toEqual([done(3), done(4)]);
    expect(await perform(book('b-3', 'Y'))).toMatchObject({ status: 409, body: { reference: 'b-2' } });
    expect(await perform(book('b-3', 'X'))).toEqual(done(5));
    expect((await effects()).at(-1)).toMatchObject({ no: 5, started_no: 10, ended_no: 11 });
  });

  test('a last line that was cut, even in the middle of a letter, is cut off, and the books go on behind the whole ones', async () => {
    await perform(book('b-1', 'Café-ß'));
    await perform(book('b-2', 'Y'));
    await accounting.stop();
    const path = join(directory, 'effects.jsonl');
    const whole = readFileSync(path);
    const line = whole.subarray(0, whole.indexOf('\n'));
    appendFileSync(path, line.subarray(0, line.indexOf('é') + 1));
    await start();
    expect(readFileSync(path)).toEqual(whole);
    expect(await perform(book('b-3', 'Z'))).toEqual(done(3));
    await restart();
    expect(await references()).toEqual(['b-1', 'b-2', 'b-3']);
  });
});
