import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

import type { PackageCall } from '../../domain/tasks.ts';
import type { DossierSettings, Settings } from './settings.ts';

/** Why the package will not do something. */
export interface Refusal {
  code: string;
  message: string;
  /** Of a double booking: the reference of the one that is there. */
  reference?: string;
}

/** Something that was done. `started_no` and `ended_no` are of one counter of events: they show order and overlap. */
export interface Effect {
  no: number;
  reference: string;
  dossier: string;
  kind: PackageCall['kind'];
  input: PackageCall['input'];
  started_no: number;
  ended_no: number;
}

interface Booking {
  journal: string;
  document: string;
  reference: string;
}

/**
 * The books of the simulated package: an append-only file of effects, from which everything else follows. It survives
 * `kill -9`; a line that was cut by it is dropped. As naive as real packages: the same reference posted twice is done twice.
 */
export class Books {
  readonly effects: Effect[] = [];
  private readonly file: string;
  private readonly settings: Settings;
  private readonly byReference = new Map<string, Effect>();
  private readonly bookings = new Map<string, Booking>();
  private readonly activated = new Map<string, string>();
  private events = 0;

  constructor(directory: string, settings: Settings) {
    this.settings = settings;
    this.file = join(directory, 'effects.jsonl');
    for (const effect of this.readEffects()) this.take(effect);
  }

  /** A number for the beginning of an operation. */
  begin(): number {
    return (this.events += 1);
  }

  /** Does it, unless something speaks against it. */
  perform(call: PackageCall, started_no: number): Effect | Refusal {
    const refusal = this.refusalOf(call);
    if (refusal) return refusal;
    const { reference, dossier, kind, input } = call;
    const no = this.effects.length + 1;
    const effect: Effect = { no, reference, dossier, kind, input, started_no, ended_no: this.begin() };
    appendFileSync(this.file, `${JSON.stringify(effect)}\n`);
    this.take(effect);
    return effect;
  }

  /** The last thing that was done under a reference. */
  find(reference: string): Effect | undefined {
    return this.byReference.get(reference);
  }

  /** What a person would see of a dossier. */
  picture(code: string): { active: boolean; bookings: Booking[]; deleted: number; synchronised: number } {
    const of = this.effects.filter((effect) => effect.dossier === code);
    const settings = this.dossierOf(code);
    return {
      active: settings !== undefined && this.isActive(settings),
      bookings: [...this.bookings].filter(([key]) => key.startsWith(`${code}|`)).map(([, booking]) => booking),
      deleted: of.filter((effect) => effect.kind === 'delete_booking').length,
      synchronised: of.filter((effect) => effect.kind === 'synchronise').length,
    };
  }

  /** What speaks against an operation; undefined when nothing does. */
  refusalOf({ dossier, kind, input, reference }: PackageCall): Refusal | undefined {
    const settings = this.dossierOf(dossier);
    if (!settings) return { code: 'unknown_dossier', message: `There is no dossier ${dossier}.` };
    if (kind === 'activate') {
      const isOurs = this.activated.get(dossier) === reference;
      if (!this.isActive(settings) || isOurs) return undefined;
      return { code: 'already_active', message: `Dossier ${dossier} is active already.` };
    }
    if (!this.isActive(settings)) return { code: 'unknown_dossier', message: `Dossier ${dossier} is not active.` };
    if (kind === 'process_booking') return this.refusalOfBooking(settings, input);
    if (kind === 'delete_booking' && !this.bookings.has(keyOf(dossier, input))) {
      return {
        code: 'unknown_document',
        message: `Journal ${text(input, 'journal')} has no document ${text(input, 'document')}.`,
      };
    }
    return undefined;
  }

  private refusalOfBooking(dossier: DossierSettings, input: PackageCall['input']): Refusal | undefined {
    const period = text(input, 'period');
    const [journal, vatCode] = [text(input, 'journal'), text(input, 'vat_code')];
    if (!dossier.journals.includes(journal)) {
      return { code: 'unknown_journal', message: `Dossier ${dossier.code} has no journal ${journal}.` };
    }
    if (!dossier.open_periods.includes(period)) {
      return { code: 'wrong_period', message: `Period ${period} of dossier ${dossier.code} is not open.` };
    }
    if (!text(input, 'booked_on').startsWith(period)) {
      return { code: 'wrong_period', message: `${text(input, 'booked_on')} does not fall into period ${period}.` };
    }
    if (!dossier.vat_codes.includes(vatCode)) {
      return { code: 'wrong_vat_code', message: `Dossier ${dossier.code} has no VAT code ${vatCode}.` };
    }
    const there = this.bookings.get(keyOf(dossier.code, input));
    if (!there) return undefined;
    const message = `Document ${there.document} stands in journal ${journal} already.`;
    return { code: 'double_booking', message, reference: there.reference };
  }

  private dossierOf(code: string): DossierSettings | undefined {
    return this.settings.dossier(code);
  }

  private isActive(dossier: DossierSettings): boolean {
    return dossier.active || this.activated.has(dossier.code);
  }

  private take(effect: Effect): void {
    const { reference, dossier, kind, input } = effect;
    this.effects.push(effect);
    this.byReference.set(reference, effect);
    this.events = Math.max(this.events, effect.ended_no);
    const key = keyOf(dossier, input);
    if (kind === 'activate') this.activated.set(dossier, reference);
    if (kind === 'delete_booking') this.bookings.delete(key);
    if (kind === 'process_booking') {
      this.bookings.set(key, { journal: text(input, 'journal'), document: text(input, 'document'), reference });
    }
  }

  private *readEffects(): Generator<Effect> {
    if (!existsSync(this.file)) return;
    const content = readFileSync(this.file, 'utf8');
    const whole = content.slice(0, content.lastIndexOf('\n') + 1);
    if (whole.length < content.length) truncateSync(this.file, Buffer.byteLength(whole));
    for (const line of whole.split('\n').slice(0, -1)) yield JSON.parse(line) as Effect;
  }
}

function keyOf(dossier: string, input: PackageCall['input']): string {
  return `${dossier}|${text(input, 'journal')}|${text(input, 'document')}`;
}

function text(input: PackageCall['input'], field: string): string {
  const value = input[field];
  return typeof value === 'string' ? value : '';
}
