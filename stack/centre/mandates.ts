import { plainNumber } from './fields.ts';
import type { Debtor } from './records.ts';
import type { CentreConfiguration } from './settings.ts';

/** A mandate as the centre knows it. */
export interface Mandate extends Debtor {
  mandate_number: string;
  is_active: boolean;
}

const firstNumberGiven = 600_000_000;

/**
 * The mandates of creditors: those of creditors.json, and over them what became of them since. There is one register
 * for each decision, so that a delivery may change it as it is read.
 */
export class MandateRegister {
  private readonly mandates = new Map<string, Mandate>();
  private readonly acceptsUnknown: boolean;
  private registrations: number;

  constructor(
    books: { mandates: ReadonlyMap<string, Mandate>; registrations: number },
    { creditors }: CentreConfiguration,
  ) {
    this.acceptsUnknown = creditors === undefined;
    this.registrations = books.registrations;
    for (const { pbs_number, mandates } of creditors?.creditors ?? []) {
      for (const { debtor_group, ...numbers } of mandates) {
        const customer_number = plainNumber(numbers.customer_number);
        const mandate_number = plainNumber(numbers.mandate_number);
        this.put({ pbs_number, debtor_group, customer_number, mandate_number, is_active: true });
      }
    }
    for (const mandate of books.mandates.values()) this.put(mandate);
  }

  put(mandate: Mandate): void {
    this.mandates.set(mandateKey(mandate), mandate);
  }

  /** True when the customer's mandate may be collected under; an unknown one only where everything is accepted. */
  isActive(of: { pbs_number: string; customer_number: string; mandate_number: string }): boolean {
    const mandate = this.mandates.get(mandateKey(of));
    if (!mandate) return this.acceptsUnknown;
    return mandate.is_active && mandate.customer_number === of.customer_number;
  }

  /** The active mandate of a customer. */
  findByCustomer({ pbs_number, debtor_group, customer_number }: Debtor): Mandate | undefined {
    return this.activeOf(pbs_number).find(
      (each) => each.customer_number === customer_number && each.debtor_group === debtor_group,
    );
  }

  activeOf(pbsNumber: string): Mandate[] {
    return [...this.mandates.values()].filter((each) => each.pbs_number === pbsNumber && each.is_active);
  }

  /** A number for a new mandate of a creditor, which no other of its mandates ever had. */
  newNumber(pbsNumber: string): string {
    for (;;) {
      this.registrations += 1;
      const mandate_number = String(firstNumberGiven + this.registrations);
      if (!this.mandates.has(mandateKey({ pbs_number: pbsNumber, mandate_number }))) return mandate_number;
    }
  }
}

export function mandateKey({ pbs_number, mandate_number }: { pbs_number: string; mandate_number: string }): string {
  return `${pbs_number} ${mandate_number}`;
}
