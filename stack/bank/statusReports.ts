import { IncassoError } from '../../domain/errors.ts';
import type { BookedPayment } from './bookings.ts';
import type { BookedRequest, Books } from './books.ts';
import type { Objection } from './checkValues.ts';
import type { FileRecord } from './records.ts';

/** What a pain.002 says. A status that is '' is left out. */
export interface StatusReport {
  /** Of the report: that of the file which it answers. */
  no: number;
  at: string;
  /** The file that it speaks of. */
  about: FileRecord;
  group_status: string;
  objection: Objection | undefined;
  batches: { payment_info_id: string; status: string; rejected: Rejected[] }[];
}

interface Rejected {
  /** Identification of the status within the bank. */
  id: string;
  instruction_id: string;
  end_to_end_id: string;
  amount_minor: number;
  reason: Objection;
}

/**
 * The report on a file: the group's status, and every rejected payment, or refused line of a pain.007. A bank that does not acknowledge
 * gives what it rejects only, without a status of group or batch, as German banks do.
 */
export function reportOnFile(file: FileRecord, books: Books): StatusReport {
  const batches = (books.batchesOfFile.get(file.file_no) ?? []).map((batch) => ({
    payment_info_id: batch.payment_info_id,
    count: batch.payments.length,
    rejected: batch.payments.filter((payment) => payment.rejected).map((payment) => rejectedPayment(payment)),
  }));
  const asked = byBatch(books.requestsOfFile.get(file.file_no) ?? []).map(([payment_info_id, requests]) => ({
    payment_info_id,
    count: requests.length,
    rejected: requests.flatMap((request) => refusedRequest(request)),
  }));
  const all = [...batches, ...asked];
  const statusOf = (count: number, rejected: number): string => {
    if (!file.acknowledge) return '';
    return rejected === count ? 'RJCT' : rejected > 0 ? 'PART' : 'ACCP';
  };
  const total = (of: (batch: (typeof all)[number]) => number): number => all.reduce((sum, batch) => sum + of(batch), 0);
  const status = statusOf(
    total((batch) => batch.count),
    total((batch) => batch.rejected.length),
  );
  return {
    no: file.file_no,
    at: file.at,
    about: file,
    group_status: file.verdict === 'rejected' ? 'RJCT' : status,
    objection: file.objection,
    batches: all
      .filter((batch) => batch.rejected.length > 0)
      .map(({ payment_info_id, count, rejected }) => ({
        payment_info_id,
        status: statusOf(count, rejected.length),
        rejected,
      })),
  };
}

/** The report on the payments that a camt.055 has cancelled: they are rejected in the message in which they came. */
export function reportOnCancelled(request: FileRecord, books: Books): StatusReport {
  const cancelled = (books.requestsOfFile.get(request.file_no) ?? []).filter((each) => !each.refused);
  const payment = cancelled[0]?.payment;
  const about = payment && books.fileOf(payment);
  if (!about) throw new IncassoError('BROKEN_PROMISE', `bank: file ${request.file_no} has cancelled nothing`);
  return {
    no: request.file_no,
    at: request.at,
    about,
    group_status: '',
    objection: undefined,
    batches: byBatch(cancelled).map(([payment_info_id, requests]) => ({
      payment_info_id,
      status: '',
      rejected: requests.flatMap((each) => (each.payment ? [rejectedPayment(each.payment, 'FOCR')] : [])),
    })),
  };
}

/** The lines of a request by the batch in which they are answered. */
export function byBatch(requests: BookedRequest[]): [payment_info_id: string, requests: BookedRequest[]][] {
  const batches = new Map<string, BookedRequest[]>();
  for (const request of requests) {
    batches.set(request.payment_info_id, [...(batches.get(request.payment_info_id) ?? []), request]);
  }
  return [...batches];
}

function rejectedPayment(payment: BookedPayment, code = payment.rejected ?? ''): Rejected {
  const { instruction_id, end_to_end_id, amount_minor } = payment;
  return { id: `S${payment.payment_no}`, instruction_id, end_to_end_id, amount_minor, reason: { code, sentence: '' } };
}

function refusedRequest({ request_no, end_to_end_id, amount_minor, refused }: BookedRequest): Rejected[] {
  return refused ? [{ id: `Q${request_no}`, instruction_id: '', end_to_end_id, amount_minor, reason: refused }] : [];
}
