import type { CollectionRecord, Debtor, Echo, FileRecord, MandateEvent, NetRule, Owner } from './records.ts';

/** What became of a collection, as a delivery 0602 tells it. Dates and amount are '' and 0 when nothing was paid. */
export interface Outcome {
  collection: CollectionRecord;
  outcome: 'completed' | 'rejected' | 'cancelled' | 'charged_back';
  paid_on: string;
  booked_on: string;
  paid_minor: number;
}

/** A mandate, as a delivery 0603 tells of it: in the full register (0210), or among those made and ended (0212). */
export interface ReportedMandate extends Owner, Debtor {
  section: '0210' | '0212';
  mandate_number: string;
  event: 'active' | Exclude<MandateEvent, 'renumbered'>;
  on: string;
}

/** What a delivery of the centre says of itself. */
export interface DeliveryHead extends Owner {
  delivery_no: number;
  created_on: string;
}

/** A file that the centre owes to its data supplier. Its bytes follow from the books alone. */
export type DueAnswer = { name: string } & (
  | { kind: 'transmission' | 'validation'; file: FileRecord }
  | { kind: '0602'; head: DeliveryHead; outcomes: Outcome[]; net_rule: NetRule }
  | { kind: '0603'; head: DeliveryHead; mandates: ReportedMandate[] }
  | { kind: '0621'; head: DeliveryHead; echoes: Echo[] }
);

const numberDigits = 5;

/** The answers that are due. Each gets the next number, which makes its name and its delivery id unique. */
export class Outbox {
  readonly due = new Map<string, DueAnswer>();
  private lastNumber = 0;

  /** The receipts of a file: transmission, and validation unless it was no whole delivery. */
  oweReceipts(file: FileRecord): void {
    const name = (letter: string): string => this.nameOf(letter, file, file.delivery_type, this.nextNumber());
    this.owe({ kind: 'transmission', name: name('T'), file });
    if (file.verdict !== 'unreadable') this.owe({ kind: 'validation', name: name('V'), file });
  }

  oweEchoes(owner: Owner, on: string, echoes: Echo[]): void {
    const { name, head } = this.newDelivery(owner, '0621', on);
    this.owe({ kind: '0621', name, head, echoes });
  }

  /** One delivery for each data supplier. */
  oweOutcomes(on: string, outcomes: Outcome[], net_rule: NetRule): void {
    for (const [owner, own] of byOwner(outcomes, ({ collection }) => collection)) {
      const { name, head } = this.newDelivery(owner, '0602', on);
      this.owe({ kind: '0602', name, head, outcomes: own, net_rule });
    }
  }

  /** One delivery for each data supplier. */
  oweMandates(on: string, mandates: ReportedMandate[]): void {
    for (const [owner, own] of byOwner(mandates, (mandate) => mandate)) {
      const { name, head } = this.newDelivery(owner, '0603', on);
      this.owe({ kind: '0603', name, head, mandates: own });
    }
  }

  private owe(answer: DueAnswer): void {
    this.due.set(answer.name, answer);
  }

  private newDelivery(owner: Owner, type: string, on: string): { name: string; head: DeliveryHead } {
    const delivery_no = this.nextNumber();
    const { supplier, subsystem } = owner;
    return {
      name: this.nameOf('D', owner, type, delivery_no),
      head: { supplier, subsystem, delivery_no, created_on: on },
    };
  }

  /** `D3419123400007-602.BS1` (nets.md 2.8). */
  private nameOf(letter: string, { supplier, subsystem }: Owner, type: string, number: number): string {
    return `${letter}${supplier}${String(number).padStart(numberDigits, '0')}-${type.slice(1)}.${subsystem}`;
  }

  private nextNumber(): number {
    this.lastNumber += 1;
    return this.lastNumber;
  }
}

function byOwner<T>(all: T[], ownerOf: (each: T) => Owner): [Owner, T[]][] {
  const groups = new Map<string, [Owner, T[]]>();
  for (const each of all) {
    const owner = ownerOf(each);
    const key = `${owner.supplier} ${owner.subsystem}`;
    const group = groups.get(key) ?? [owner, []];
    groups.set(key, group);
    group[1].push(each);
  }
  return [...groups.values()];
}
