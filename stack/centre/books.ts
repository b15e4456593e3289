import { assertNever } from '../../domain/errors.ts';
import type { CounterpartBooks } from '../simulation/counterpart.ts';
import type { OpenedRecord } from '../simulation/records.ts';
import { addBankingDays, isBankingDay } from './calendar.ts';
import { customerDate } from './checkCollections.ts';
import { type Mandate, mandateKey } from './mandates.ts';
import { type DueAnswer, Outbox, type Outcome, type ReportedMandate } from './outbox.ts';
import type {
  BookRecord,
  CollectionRecord,
  DayRecord,
  DeliveryIdentity,
  FileRecord,
  MandateRecord,
  Owner,
  RegisterRecord,
} from './records.ts';
import type { Fate } from './rules.ts';
import { addToTotals, emptyTotals } from './totals.ts';

/** A collection that has its outcome on a date, or whose payment goes back then. */
interface PlannedOutcome {
  collection: CollectionRecord;
  fate: Fate;
  goesBack: boolean;
}

/** The state of the centre: the fold of its journal, kept in memory. Nothing here is decided, only counted. */
export class Books implements CounterpartBooks<BookRecord, DueAnswer> {
  opened: OpenedRecord | undefined;
  processedThrough = '';
  fileCount = 0;
  collectionCount = 0;
  /** Mandates that the centre gave a number. */
  registrations = 0;
  readonly totals = emptyTotals();
  readonly filesToMove = new Map<number, FileRecord>();
  readonly hashes = new Set<string>();
  /** Mandates that were made, changed or ended here, by `mandateKey`. */
  readonly mandates = new Map<string, Mandate>();
  /** Ids of the events that were taken. */
  readonly events = new Set<string>();
  private readonly outbox = new Outbox();
  private readonly deliveries = new Set<string>();
  private readonly customerDates = new Set<string>();
  private readonly owners = new Map<string, Owner>();
  /** What is to be booked, by date. */
  private readonly days = new Map<string, PlannedOutcome[]>();
  /** Mandates that the next file on mandates tells of. */
  private mandatesToReport: ReportedMandate[] = [];

  get answersDue(): ReadonlyMap<string, DueAnswer> {
    return this.outbox.due;
  }

  isKnownDelivery(identity: DeliveryIdentity): boolean {
    return this.deliveries.has(deliveryKey(identity));
  }

  /** True when a living collection is known for a `customerDate`. */
  isTakenDate(key: string): boolean {
    return this.customerDates.has(key);
  }

  /** Whose a creditor is, as its deliveries said. */
  ownerOf(pbsNumber: string): Owner | undefined {
    return this.owners.get(pbsNumber);
  }

  /** The first date with something to book or to report, until a date. */
  nextDateToBook(until: string): string | undefined {
    const dates = [...this.days.keys()].filter((date) => date > this.processedThrough);
    if (this.mandatesToReport.length > 0) dates.push(addBankingDays(this.processedThrough, 1));
    return dates.filter((date) => date <= until).sort()[0];
  }

  apply(record: BookRecord): void {
    switch (record.kind) {
      case 'opened':
        this.opened = record;
        this.processedThrough = record.on;
        break;
      case 'file':
        this.applyFile(record);
        break;
      case 'collection':
        this.applyCollection(record);
        break;
      case 'echoes':
        this.outbox.oweEchoes(record, record.on, record.echoes);
        break;
      case 'mandate':
        this.applyMandate(record);
        break;
      case 'register':
        this.applyRegister(record);
        break;
      case 'event':
        this.events.add(record.id);
        break;
      case 'day':
        this.applyDay(record);
        break;
      case 'answered':
        this.outbox.due.delete(record.name);
        break;
      case 'moved':
        this.filesToMove.delete(record.file_no);
        break;
      default:
        assertNever(record);
    }
  }

  private applyFile(file: FileRecord): void {
    this.fileCount += 1;
    this.totals.files += 1;
    this.filesToMove.set(file.file_no, file);
    if (file.verdict === 'duplicate') {
      this.totals.duplicate_files += 1;
      this.count('duplicate', file);
      return;
    }
    this.hashes.add(file.sha256);
    this.count('received', file);
    if (file.verdict !== 'unreadable') this.count(file.verdict, file);
    // A delivery that was refused may come again, corrected, under its id.
    if (file.verdict === 'accepted' || file.verdict === 'silent') this.deliveries.add(deliveryKey(file));
    if (file.verdict === 'accepted') {
      for (const { pbs_number } of file.creditors) this.owners.set(pbs_number, file);
    }
    if (file.verdict === 'unreadable' || file.verdict === 'refused' || (file.verdict === 'accepted' && file.receipts)) {
      this.outbox.oweReceipts(file);
    }
  }

  private count(name: 'duplicate' | 'received' | 'accepted' | 'refused' | 'silent', file: FileRecord): void {
    for (const { pbs_number, count, sum_minor } of file.creditors) {
      addToTotals(this.totals, name, pbs_number, count, sum_minor);
    }
  }

  private applyCollection(collection: CollectionRecord): void {
    const { fate } = collection;
    this.collectionCount += 1;
    if (fate?.outcome !== 'cancelled') this.customerDates.add(customerDate(collection));
    if (fate) this.plan(fate.booked_on, { collection, fate, goesBack: false });
  }

  private plan(on: string, outcome: PlannedOutcome): void {
    const planned = this.days.get(on) ?? [];
    planned.push(outcome);
    this.days.set(on, planned);
  }

  private applyMandate(record: MandateRecord): void {
    const { event, pbs_number, debtor_group, customer_number, mandate_number } = record;
    const isActive = event === 'registered' || event === 'renumbered';
    const mandate = { pbs_number, debtor_group, customer_number, mandate_number, is_active: isActive };
    this.mandates.set(mandateKey(mandate), mandate);
    if (record.number_given) this.registrations += 1;
    if (event !== 'renumbered') this.mandatesToReport.push({ ...record, section: '0212', event });
  }

  private applyRegister({ supplier, subsystem, on, mandates }: RegisterRecord): void {
    for (const mandate of mandates) {
      this.mandatesToReport.push({ ...mandate, supplier, subsystem, on, section: '0210', event: 'active' });
    }
  }

  /** Files are written on banking days only. */
  private applyDay({ on, net_rule }: DayRecord): void {
    const outcomes = (this.days.get(on) ?? []).map((planned) => this.book(planned, on));
    this.days.delete(on);
    this.outbox.oweOutcomes(on, outcomes, net_rule);
    if (isBankingDay(on)) {
      this.outbox.oweMandates(on, this.mandatesToReport);
      this.mandatesToReport = [];
    }
    this.processedThrough = on;
  }

  private book({ collection, fate, goesBack }: PlannedOutcome, on: string): Outcome {
    const { pbs_number, amount_minor, mandate_number, sign } = collection;
    const outcome = goesBack ? 'charged_back' : this.outcomeOf(collection, fate);
    const isPaid = outcome === 'completed' || outcome === 'charged_back';
    const paidAs = mandate_number === '' ? 'slips_paid' : sign === 2 ? 'disbursed' : 'completed';
    const total = outcome === 'completed' ? paidAs : outcome;
    addToTotals(this.totals, total, pbs_number, 1, isPaid ? fate.paid_minor : amount_minor);
    if (!isPaid) return { collection, outcome, paid_on: '', booked_on: '', paid_minor: 0 };
    if (!goesBack && fate.charged_back_on) this.plan(fate.charged_back_on, { collection, fate, goesBack: true });
    return { collection, outcome, paid_on: goesBack ? on : fate.paid_on, booked_on: on, paid_minor: fate.paid_minor };
  }

  /** A collection whose mandate ended between its delivery and its payment date is cancelled then. */
  private outcomeOf(collection: CollectionRecord, { outcome }: Fate): Fate['outcome'] {
    if (outcome !== 'completed' || this.mandates.get(mandateKey(collection))?.is_active !== false) return outcome;
    this.customerDates.delete(customerDate(collection));
    return 'cancelled';
  }
}

function deliveryKey({ supplier, subsystem, delivery_type, delivery_id }: DeliveryIdentity): string {
  return [supplier, subsystem, delivery_type, delivery_id].join(' ');
}
