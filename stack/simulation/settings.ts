import { existsSync, readFileSync } from 'node:fs';

import { z } from 'zod';

import { IncassoError } from '../../domain/errors.ts';

const clockShape = z.object({ now: z.iso.datetime({ offset: true }) });

/** The business instant of the clock file, undefined while there is none. */
export function readClock(path: string): string | undefined {
  return readJson(path, clockShape)?.now;
}

/**
 * What a driver gives a counterpart in a JSON file, undefined when the file is not there.
 * @throws IncassoError INVALID_INPUT with file and field when it breaks its shape
 */
export function readJson<T>(path: string, shape: z.ZodType<T>): T | undefined {
  if (!existsSync(path)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new IncassoError('INVALID_INPUT', `${path} is no JSON`, { cause });
  }
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new IncassoError('INVALID_INPUT', `${path}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong'}`);
}
