/** The journal records that every counterpart has, whatever else it writes down. */
export type CommonRecord = OpenedRecord | AnsweredRecord | MovedRecord;

/** The first record: the counterpart's name, and the day before its first. */
export interface OpenedRecord {
  kind: 'opened';
  name: string;
  on: string;
}

/** An answer stands among the outgoing files under its name. */
export interface AnsweredRecord {
  kind: 'answered';
  name: string;
}

/** A file has been moved out of the way. */
export interface MovedRecord {
  kind: 'moved';
  file_no: number;
}
