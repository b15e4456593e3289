import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach } from 'vitest';

import { Centre } from '../../stack/centre/centre.ts';
import type { CentreCreditorsFile, CentreEventsFile, CentreRule, CentreSettings } from '../../stack/centre/settings.ts';
import type { CentreTotals } from '../../stack/centre/totals.ts';
import type { CounterpartStatus } from '../../stack/simulation/status.ts';
import { creditorsFile, thursday } from './centreDeliveries.ts';

/** A centre in a folder of its own, as a data supplier and a driver see it. */
export class CentreDesk {
  readonly directory = mkdtempSync(join(tmpdir(), 'centre-'));
  private centre: Centre | undefined;

  constructor() {
    this.setCreditors(creditorsFile());
  }

  get clockFile(): string {
    return join(this.directory, 'clock.json');
  }

  /** Opens the centre, again when it is open. */
  open(checkpoint?: () => void): void {
    this.centre?.close();
    this.centre = undefined;
    this.centre = new Centre({ directory: this.directory, clockFile: this.clockFile, checkpoint });
  }

  close(): void {
    this.centre?.close();
    rmSync(this.directory, { recursive: true });
  }

  /** Throws everything away but the folder itself. */
  empty(): void {
    this.centre?.close();
    this.centre = undefined;
    rmSync(this.directory, { recursive: true });
    mkdirSync(this.directory);
  }

  setCreditors(creditors: CentreCreditorsFile): void {
    this.writeJson('creditors.json', creditors);
  }

  setRules(rules: CentreRule[]): void {
    this.writeJson('rules.json', rules);
  }

  setSettings(settings: Partial<CentreSettings>): void {
    this.writeJson('settings.json', settings);
  }

  setEvents(events: CentreEventsFile): void {
    this.writeJson('events.json', events);
  }

  writeJson(name: string, value: unknown): void {
    writeFileSync(join(this.directory, name), JSON.stringify(value));
  }

  setClock(now: string): void {
    this.writeJson('clock.json', { now });
  }

  /** One pass of the centre at a business instant; of a date alone at noon. */
  at(now: string): CounterpartStatus {
    if (!this.centre) this.open();
    this.setClock(now.length === 10 ? `${now}T11:00:00.000Z` : now);
    return this.pass();
  }

  pass(): CounterpartStatus {
    if (!this.centre) throw new Error('the centre is not open');
    return this.centre.pass();
  }

  put(name: string, bytes: Buffer): void {
    mkdirSync(join(this.directory, 'to-centre'), { recursive: true });
    writeFileSync(join(this.directory, 'to-centre', name), bytes);
  }

  /** Puts a delivery on Thursday 15 January 2026, and gives the answers to it. */
  send(bytes: Buffer, { name = 'delivery.BS1', now = thursday } = {}): string[] {
    const before = this.opened().answers();
    this.put(name, bytes);
    this.at(now);
    return this.answers().filter((answer) => !before.includes(answer));
  }

  /** The reason of the only refusal among the answers, or `accepted`. */
  verdictOn(bytes: Buffer, now = thursday): string {
    const receipts = this.send(bytes, { now }).filter((name) => /^[TV]/.test(name));
    const reasons = receipts.flatMap((name) => /^Reason: (.*)\r$/m.exec(this.answer(name))?.[1] ?? []);
    return reasons.join(' and ') || (receipts.length === 2 ? 'accepted' : 'no answer');
  }

  answers(): string[] {
    return readdirSync(join(this.directory, 'from-centre')).sort();
  }

  bytes(name: string): Buffer {
    return readFileSync(join(this.directory, 'from-centre', name));
  }

  answer(name: string): string {
    return this.bytes(name).toString('latin1');
  }

  /** The data records (022 and 042) of the answers of a type (602, 603, 621) since the last look at that type. */
  news(type: string): string[] {
    const names = this.answers().filter((name) => name.includes(`-${type}.`) && name.startsWith('D'));
    const fresh = names.filter((name) => !this.seen.has(name));
    for (const name of fresh) this.seen.add(name);
    return fresh.flatMap((name) => this.answer(name).split('\r\n')).filter((line) => /^BS0[24]2/.test(line));
  }

  totals(): CentreTotals {
    return JSON.parse(readFileSync(join(this.directory, 'books', 'totals.json'), 'utf8')) as CentreTotals;
  }

  log(): string {
    return readFileSync(join(this.directory, 'books', 'centre.log'), 'utf8');
  }

  private readonly seen = new Set<string>();

  private opened(): this {
    if (!this.centre) this.open();
    return this;
  }
}

/** A new desk for each test of a file, closed after it. */
export function withEachDesk(use: (desk: CentreDesk) => void): void {
  let desk: CentreDesk;
  beforeEach(() => use((desk = new CentreDesk())));
  afterEach(() => desk.close());
}
