import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { IncassoError, sentenceOf } from '../../domain/errors.ts';
import { taskKinds } from '../../domain/tasks.ts';

const dossier = z.strictObject({
  code: z.string().min(1),
  active: z.boolean().default(true),
  /** Months `YYYY-MM` into which may be booked. */
  open_periods: z.array(z.string().regex(/^\d{4}-\d{2}$/)),
  journals: z.array(z.string().min(1)),
  vat_codes: z.array(z.string().min(1)),
});
export type DossierSettings = z.output<typeof dossier>;

const fault = z.strictObject({
  /** Which operations it applies to; what is left out fits all. */
  dossier: z.string().optional(),
  kind: z.enum(taskKinds).optional(),
  reference: z.string().optional(),
  /** How often it applies. Counted from the start of the program. */
  times: z.int().min(1).default(1),
  /**
   * unavailable, server_error: refused with 503 or 500 before any work. lost_answer: done, then the connection is cut.
   * slow: done and answered after `delay_ms`, whoever still waits. hang: never answered, nothing done. garbage: no JSON.
   * refuse: a refusal with `code` and `message`.
   */
  fault: z.enum(['unavailable', 'server_error', 'lost_answer', 'slow', 'hang', 'garbage', 'refuse']),
  delay_ms: z.int().min(0).default(1_000),
  code: z.string().default('database_error'),
  message: z.string().default('the database of the package reports error 4711'),
});
export type Fault = z.output<typeof fault>;

const dossiersFile = z.strictObject({
  /** How long every operation takes. */
  delay_ms: z.int().min(0).default(0),
  dossiers: z.array(dossier),
});
type PackageSettings = z.output<typeof dossiersFile>;

/** A JSON file that a person may change while the package runs: read again when it was written. */
class WatchedFile<Value> {
  private readonly path: string;
  private readonly schema: z.ZodType<Value>;
  private readonly whenMissing: Value;
  /** What the file was like when it was read: its time and size. Undefined while there is none. */
  private seen: string | undefined;
  private value: Value;

  constructor(path: string, schema: z.ZodType<Value>, whenMissing: Value) {
    this.path = path;
    this.schema = schema;
    this.whenMissing = whenMissing;
    this.value = whenMissing;
  }

  /** @returns the content, and whether it was read anew. */
  read(): { value: Value; isNew: boolean } {
    const found = statSync(this.path, { bigint: true, throwIfNoEntry: false });
    const now = found && `${found.mtimeNs} ${found.size}`;
    if (now === this.seen) return { value: this.value, isNew: false };
    try {
      this.value = found ? this.schema.parse(JSON.parse(readFileSync(this.path, 'utf8'))) : this.whenMissing;
    } catch (error) {
      throw new IncassoError('INVALID_INPUT', `${this.path}: ${sentenceOf(error)}`);
    }
    this.seen = now;
    return { value: this.value, isNew: true };
  }
}

/** dossiers.json: what the package knows. faults.json: what goes wrong with it, in the order of the file. */
export class Settings {
  private readonly dossiersFile: WatchedFile<PackageSettings>;
  private readonly faultsFile: WatchedFile<Fault[]>;
  private dossiers = new Map<string, DossierSettings>();
  private faultsLeft: Fault[] = [];

  constructor(directory: string) {
    this.dossiersFile = new WatchedFile(join(directory, 'dossiers.json'), dossiersFile, { delay_ms: 0, dossiers: [] });
    this.faultsFile = new WatchedFile(join(directory, 'faults.json'), z.array(fault), []);
  }

  /** How long every operation takes. */
  get delayMs(): number {
    return this.read().delay_ms;
  }

  dossier(code: string): DossierSettings | undefined {
    this.read();
    return this.dossiers.get(code);
  }

  private read(): PackageSettings {
    const { value, isNew } = this.dossiersFile.read();
    if (isNew) this.dossiers = new Map(value.dossiers.map((known) => [known.code, known]));
    return value;
  }

  /** The first fault that fits and is not used up; it is used once more. */
  takeFault(of: { dossier: string; kind: string; reference: string }): Fault | undefined {
    const { value, isNew } = this.faultsFile.read();
    if (isNew) this.faultsLeft = value.map((rule) => ({ ...rule }));
    const found = this.faultsLeft.find(
      (rule) =>
        rule.times > 0 &&
        (rule.dossier ?? of.dossier) === of.dossier &&
        (rule.kind ?? of.kind) === of.kind &&
        (rule.reference ?? of.reference) === of.reference,
    );
    if (found) found.times -= 1;
    return found;
  }
}
