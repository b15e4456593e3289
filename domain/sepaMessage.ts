/**
 * What the messages that we send to banks have in common. They are made of frozen rows only, so that the same rows always
 * give the same bytes. All amounts are in euro.
 */

/** The header of a message; lines are grouped in batches. */
export interface FrozenMessage<Batch extends FrozenBatch> {
  message_id: string;
  /** Local creation time without zone or fraction: `2026-11-23T08:00:00`. */
  created_at: string;
  count: number;
  sum_minor: number;
  initiating_party: string;
  batches: Batch[];
}

/** A group of lines: one PmtInf, or what refers to one. */
export interface FrozenBatch {
  batch_no: number;
  count: number;
  sum_minor: number;
}

/** One transaction. Lines come ordered by batch_no, then line_no. */
export interface FrozenLine {
  batch_no: number;
  line_no: number;
  end_to_end_id: string;
  amount_minor: number;
}

export interface StructuredAddress {
  street?: string;
  building_number?: string;
  postcode?: string;
  town: string;
  country: string;
}
