import { z } from 'zod';

import { IncassoError } from '../domain/errors.ts';
import type { PackageCall } from '../domain/tasks.ts';

/** The package did it, now or earlier; `result` is what it says of it (its own booking number and the like). */
export interface Done {
  kind: 'done';
  result: Record<string, unknown>;
}

/** The package will not do it. */
export interface Refusal {
  kind: 'refused';
  /** The package's code: wrong_period, unknown_journal, double_booking, wrong_vat_code, unknown_dossier, ... */
  code: string;
  message: string;
  /** Of a double booking: the reference under which the booking that is there already was made, if it has one. */
  reference?: string;
}

/** What the package knows of a reference. `working`: an earlier call of it has not ended yet. */
export type Known = Done | { kind: 'working' } | { kind: 'unknown' };

/** The accounting package. Every function throws ACCOUNTING (another try may help) when no clear answer came. */
export interface Accounting {
  readonly configured: boolean;
  find(reference: string): Promise<Known>;
  perform(call: PackageCall): Promise<Done | Refusal>;
  /** Would it be done? Changes nothing. Undefined when nothing speaks against it. */
  check(call: PackageCall): Promise<Refusal | undefined>;
}

/** Shorter than the time-out of the activity (workflows/support/profiles.ts), so that no call outlives its attempt. */
const usualTimeoutMs = 10_000;
const longestAnswer = 1_000_000;

/** Why there is no clear answer, in words that may be shown. */
class Unclear extends Error {}

const answerSchema = z.object({
  state: z.enum(['done', 'working']),
  result: z.record(z.string(), z.unknown()).default({}),
});
const refusalSchema = z.object({ code: z.string().min(1), message: z.string(), reference: z.string().optional() });

/**
 * The accounting package over HTTP: `POST /v1/operations` does, `GET /v1/operations/REFERENCE` tells, `POST
 * /v1/operations/check` only checks. Without an address every call throws ACCOUNTING.
 * @param options.token - sent as `Authorization: Bearer`; never part of an error.
 */
export function httpAccounting(
  url: string | undefined,
  { token, timeoutMs = usualTimeoutMs }: { token?: string | undefined; timeoutMs?: number },
): Accounting {
  const ask = async (what: string, path: string, body?: PackageCall): Promise<{ status: number; value: unknown }> => {
    if (url === undefined) throw trouble(what, 'no accounting package is configured (INCASSO_ACCOUNTING_URL)');
    try {
      const response = await fetch(`${url.replace(/\/$/, '')}/v1/operations${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
      return { status: response.status, value: parseJson(await textOf(response)) };
    } catch (error) {
      throw trouble(what, reasonOf(error, timeoutMs));
    }
  };
  const refusalOf = (what: string, { status, value }: { status: number; value: unknown }): Refusal => {
    if (status !== 422 && status !== 409) throw unexpected(what, status);
    const refusal = refusalSchema.safeParse(value);
    if (!refusal.success) throw trouble(what, `its refusal (${status}) is not the JSON agreed`);
    const { code, message, reference } = refusal.data;
    return { kind: 'refused', code, message, ...(reference === undefined ? {} : { reference }) };
  };
  const stateOf = (what: string, value: unknown): Done | { kind: 'working' } => {
    const answer = answerSchema.safeParse(value);
    if (!answer.success) throw trouble(what, 'its answer is not the JSON agreed');
    return answer.data.state === 'done' ? { kind: 'done', result: answer.data.result } : { kind: 'working' };
  };
  return {
    configured: url !== undefined,
    async find(reference) {
      const what = `asked for ${reference}`;
      const answer = await ask(what, `/${encodeURIComponent(reference)}`);
      if (answer.status === 404) return { kind: 'unknown' };
      if (answer.status === 200) return stateOf(what, answer.value);
      throw unexpected(what, answer.status);
    },
    async perform(call) {
      const what = `told to do ${call.reference}`;
      const answer = await ask(what, '', call);
      if (answer.status !== 200) return refusalOf(what, answer);
      const state = stateOf(what, answer.value);
      if (state.kind === 'working') throw trouble(what, 'it still works on it');
      return state;
    },
    async check(call) {
      const what = `asked about ${call.reference}`;
      const answer = await ask(what, '/check', call);
      return answer.status === 204 ? undefined : refusalOf(what, answer);
    },
  };
}

function unexpected(what: string, status: number): IncassoError {
  const refused = status === 401 || status === 403;
  const reason = refused
    ? `it refuses our token, INCASSO_ACCOUNTING_TOKEN (${status})`
    : `it answered with status ${status}`;
  return trouble(what, reason);
}

function trouble(what: string, reason: string): IncassoError {
  return new IncassoError('ACCOUNTING', `the accounting package was ${what}: ${reason}`);
}

/** What fetch itself says may quote the address and the token, so only a system's code is passed on. */
function reasonOf(error: unknown, timeoutMs: number): string {
  if (error instanceof Unclear) return error.message;
  if ((error as { name?: unknown }).name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} seconds`;
  const { cause } = error as { cause?: { code?: string } };
  if (cause?.code !== undefined) return `the connection failed (${cause.code})`;
  return 'it cannot be called: look at INCASSO_ACCOUNTING_URL and INCASSO_ACCOUNTING_TOKEN';
}

/** The answer's text, of which no more than the longest that is allowed is kept in memory. */
async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > longestAnswer) throw new Unclear(`its answer is longer than ${longestAnswer} characters`);
  }
  return text + decoder.decode();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
