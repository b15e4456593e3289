import type { DeliveryIdentity, DeliveryPlace, ExpectedDelivery } from '../../domain/betalingsservice/inbound.ts';
import type { CurrencyTotal, FileSummary, RecordReader } from '../../domain/inbound.ts';
import { ControlTotals } from '../controlTotals.ts';
import { FindingList } from '../findings.ts';
import { BsRecord } from './bsRecord.ts';
import { DeliveryTotals, type SignedAmount, type StatedTotals } from './deliveryTotals.ts';
import { RECORD_LENGTH, type RecordLayout } from './layout.ts';
import {
  deliveryEnd,
  deliveryStart,
  deliveryStartWithBlanks,
  mandateDeliveryEnd,
  mandateSectionEnd,
  sectionEnd,
  sectionRecord,
} from './layouts.ts';
import { Latin1Lines } from './lines.ts';

/** What is particular to one type of delivery. */
export interface DeliveryType {
  delivery_type: '0601' | '0602' | '0603' | '0605' | '0621';
  /** Sections that are read; `any` where it is not known which there are. */
  sections: readonly string[] | 'any';
  /** Sections that are known, counted and not read. */
  skipped: readonly string[];
  totals: StatedTotals;
}

const deliveryRecordTypes = new Set(['002', '992']);
/** What the data records of each type have in common. */
const dataRecords = new Map(['022', '042', '052', '062'].map((type) => [type, { ...sectionRecord, type }]));
/** Legacy mailboxes wrap a delivery in records of their own (nets.md 2.1). */
const mailboxWrapper = 'PBCNET';
const testSubsystem = 'KR9';
const placeholders = { supplier: '', subsystem: '', delivery_type: '', delivery_id: '', created_on: '' };

/**
 * The frame of every delivery (nets.md 2.1, 2.2, 2.9): BS002, sections from BS012 to BS092, BS992. It checks order,
 * length, characters, owner, counts and net amount, and gives the data records of sections that are read to its
 * subclass. Whatever is wrong is a finding; no content makes it throw. Memory does not grow with the file.
 */
export abstract class DeliveryReader implements RecordReader {
  protected readonly findings = new FindingList();
  private readonly type: DeliveryType;
  private readonly expected: ExpectedDelivery;
  private readonly controls = new ControlTotals(this.findings);
  private readonly lines = new Latin1Lines((text) => this.readLine(text));
  private lineNo = 0;
  private phase: 'before' | 'delivery' | 'section' | 'after' = 'before';
  /** False in a delivery of another type, whose data records are only counted. */
  private isOwnType = true;
  private sections = 0;
  private dataRecords = 0;
  private dataRecordsOfSection = 0;
  private total = new DeliveryTotals();
  private totalOfSection = new DeliveryTotals();
  private section = { code: '', pbs_number: '' };
  /** Of the creditor of the section; undefined where they are not known. */
  private debtorGroups: readonly string[] | undefined;
  /** Of the delivery being read. */
  identity: DeliveryIdentity = placeholders;

  constructor(type: DeliveryType, expected: ExpectedDelivery) {
    this.type = type;
    this.expected = expected;
  }

  write(chunk: Uint8Array): void {
    this.lines.write(chunk);
  }

  end(): FileSummary {
    this.lines.end();
    if (this.phase !== 'after') this.frameError('BS992', '', 'BS992 is missing at the end: the file is cut off');
    return {
      format: `bs.${this.type.delivery_type}`,
      messages: this.sections,
      entries: this.dataRecords,
      transactions: this.dataRecords,
      totals: this.moneyMoved(),
      control_totals: this.controls.summary(this.sections > 1),
      findings: this.findings.all(),
    };
  }

  /** A data record of a section that is read. Gives its amount as the net amount counts it, if it has one. */
  protected abstract readData(recordType: string, record: BsRecord): SignedAmount | undefined;

  /** What belongs to a section and was not read before its end. */
  protected endSection(): void {}

  protected moneyMoved(): CurrencyTotal[] {
    return [];
  }

  protected get sectionCode(): string {
    return this.section.code;
  }

  /** Where a record stands, and whose it is; checks its debtor group. */
  protected placeOf(record: BsRecord): DeliveryPlace {
    const debtorGroup = record.digits('debtor_group');
    if (this.debtorGroups && !this.debtorGroups.includes(debtorGroup)) {
      record.error('debtor_group', 'it is no debtor group of this creditor');
    }
    return {
      message_no: this.sections,
      entry_no: this.dataRecordsOfSection,
      line: record.line,
      section: this.section.code,
      code: record.raw('code'),
      pbs_number: this.section.pbs_number,
      debtor_group: debtorGroup,
      customer_number: record.customerNumber('customer_number'),
    };
  }

  private readLine(text: string): void {
    this.lineNo++;
    const isOutside = this.phase === 'before' || this.phase === 'after';
    if (isOutside && text.startsWith(mailboxWrapper)) return;
    if (text.trim() === '') {
      if (this.phase !== 'after') this.frameError('record', '', 'a line is a record and not empty');
      return;
    }
    const record = this.checkedText(text);
    const recordType = record.slice(2, 5);
    if (!record.startsWith('BS')) this.frameError('record (1-2)', text, 'a record begins with BS');
    else if (deliveryRecordTypes.has(recordType)) this.readDeliveryRecord(recordType, record);
    else if (recordType === '012') this.openSection(record);
    else if (recordType === '092') this.closeSection(record);
    else if (dataRecords.has(recordType)) this.openData(recordType, record);
    else this.frameError('record (3-5)', text, `record type ${recordType} is not known`);
  }

  /** Filled up to 128 characters, because blanks at the end may have been taken off. */
  private checkedText(text: string): string {
    if (text.length > RECORD_LENGTH) {
      this.frameError('record', text, `a record has at most ${RECORD_LENGTH} characters`);
    }

    const strange = /[\u0000-\u001f\u007f-\u009f]/.exec(text);
    if (strange) {
      const place = `character ${strange.index + 1} is no character of ISO-8859-1`;
      this.frameError('record', text.replace(/\0/g, '?'), place);
    }
    return text.slice(0, RECORD_LENGTH).padEnd(RECORD_LENGTH, ' ');
  }

  private readDeliveryRecord(recordType: string, text: string): void {
    if (recordType === '002') this.openDelivery(text);
    else this.closeDelivery(text);
  }

  private openDelivery(text: string): void {
    if (this.phase !== 'before') {
      this.frameError('BS002', text, 'a file holds exactly one delivery, which begins with its only BS002');
    }
    const hasBlanks = this.type.delivery_type === '0605' && text.slice(20, 22) === '  ';
    const record = this.record(hasBlanks ? deliveryStartWithBlanks : deliveryStart, text);
    this.phase = 'delivery';
    this.total = new DeliveryTotals();
    this.identity = {
      delivery_type: record.raw('delivery_type'),
      supplier: record.digits('supplier'),
      subsystem: record.value('subsystem'),
      delivery_id: record.value('delivery_id'),
      created_on: record.date('created_on'),
    };
    this.isOwnType = this.identity.delivery_type === this.type.delivery_type;
    if (!this.isOwnType) {
      record.error('delivery_type', `the delivery is not of type ${this.type.delivery_type}: its records are not read`);
    }
    this.checkOwner(record);
  }

  private checkOwner(record: BsRecord): void {
    const { supplier, subsystem } = this.expected;
    if (supplier !== undefined && supplier !== this.identity.supplier) {
      record.error('supplier', 'the delivery is of another data supplier');
    }
    if (subsystem !== undefined) {
      if (subsystem !== this.identity.subsystem) record.error('subsystem', `the subsystem is not ${subsystem}`);
    } else if (this.identity.subsystem === testSubsystem) {
      record.error('subsystem', 'the file is marked as a test');
    }
  }

  private openSection(text: string): void {
    const record = this.record(sectionRecord, text);
    if (this.phase === 'section') this.frameError('BS012', text, 'the section before is not closed by a BS092');
    else if (this.phase !== 'delivery') this.frameError('BS012', text, 'a section begins between BS002 and BS992');
    if (this.phase === 'section') this.leaveSection();
    if (this.phase !== 'before') this.phase = 'section';
    this.sections++;
    this.total.sections++;
    this.dataRecordsOfSection = 0;
    this.totalOfSection = new DeliveryTotals();
    this.section = { code: record.digits('code'), pbs_number: record.digits('pbs_number') };
    const { creditors } = this.expected;
    const creditor = creditors?.find((each) => each.pbs_number === this.section.pbs_number);
    this.debtorGroups = creditor?.debtor_groups;
    if (creditors && !creditor) {
      record.error('pbs_number', 'the section is of another creditor');
    }
    if (this.isOwnType && this.type.skipped.includes(this.section.code)) {
      record.warning('code', 'a section of this kind is counted and not read');
    } else if (this.isOwnType && this.type.sections !== 'any' && !this.type.sections.includes(this.section.code)) {
      record.error('code', 'the section is not known in this delivery');
    }
  }

  private openData(recordType: string, text: string): void {
    const record = this.record(dataRecords.get(recordType)!, text);
    if (this.phase !== 'section') {
      this.frameError(`BS${recordType}`, text, 'a data record stands between BS012 and BS092');
    } else if (record.raw('pbs_number') !== this.section.pbs_number) {
      record.error('pbs_number', 'the record is of another creditor than its section');
    }
    this.dataRecords++;
    this.dataRecordsOfSection++;
    this.totalOfSection.addRecord(recordType);
    this.total.addRecord(recordType);
    if (!this.isOwnType || this.type.skipped.includes(this.section.code)) return;
    const amount = this.readData(recordType, record);
    if (!amount) return;
    this.totalOfSection.addAmount(amount, this.expected.net_rule ?? 'net');
    this.total.addAmount(amount, this.expected.net_rule ?? 'net');
  }

  private closeSection(text: string): void {
    if (this.phase !== 'section') {
      this.frameError('BS092', text, 'a section that was not begun by a BS012 is closed');
      return;
    }
    const record = this.record(sectionRecord, text);
    if (record.raw('code') !== this.section.code || record.raw('pbs_number') !== this.section.pbs_number) {
      this.frameError(
        'BS092 (6-17)',
        text.slice(5, 17),
        'a section is closed by a BS092 of its own creditor and number',
      );
    }
    this.leaveSection();
    const layout = this.type.delivery_type === '0605' ? mandateSectionEnd : sectionEnd;
    if (this.isOwnType) {
      this.totalOfSection.compare(this.controls, this.record(layout, text), this.sections, this.type.totals);
    }
    this.phase = 'delivery';
  }

  private closeDelivery(text: string): void {
    const layout = this.type.delivery_type === '0605' ? mandateDeliveryEnd : deliveryEnd;
    const record = this.record(layout, text);
    if (this.phase === 'section') {
      this.frameError('BS992', text, 'the section before is not closed by a BS092');
      this.leaveSection();
    } else if (this.phase !== 'delivery') {
      this.frameError('BS992', text, 'a delivery that was not begun by a BS002 is closed');
    }
    for (const name of ['supplier', 'subsystem', 'delivery_type'] as const) {
      if (record.value(name) !== this.identity[name]) record.error(name, 'it is not that of the BS002');
    }
    if (this.isOwnType) this.total.compare(this.controls, record, 0, this.type.totals);
    this.phase = 'after';
  }

  private leaveSection(): void {
    if (this.isOwnType && !this.type.skipped.includes(this.section.code)) this.endSection();
  }

  private record(layout: RecordLayout, text: string): BsRecord {
    return new BsRecord(layout, text, this.lineNo, this.findings);
  }

  private frameError(field: string, value: string, rule: string): void {
    this.findings.error(Math.max(1, this.lineNo), field, value.trimEnd(), rule);
  }
}
