import { type Db, inTransaction, many, one } from '../../db/connection.ts';
import { freezeCollections } from '../../db/freeze.ts';
import { findSystem } from '../../db/parties.ts';
import { transitionOne } from '../../db/transitions.ts';
import { localDate } from '../../domain/dates.ts';
import { sendingDates } from '../../domain/sending.ts';
import { camt, pain002 } from './bankFiles.ts';

/** What is thrown for one step; each action takes of it what it needs. */
export interface Dice {
  who: number;
  what: number;
  which: number;
  days: number;
  yes: boolean;
  also: boolean;
}

/** The office that is played in: one creditor `noord`, whose clock only goes forward. */
export interface Play {
  db: Db;
  now: string;
  /** Takes a file of the bank in and applies it. */
  receive: (content: string) => Promise<void>;
  /** IBANs that a person closed, as `customer iban`. */
  closedByHand: Set<string>;
  /** Submissions that were frozen by the last step. */
  frozen: { ids: number[]; scheme: 'CORE' | 'B2B'; today: string };
}

const codes = ['AM04', 'AC04', 'MD01', 'MS03', 'XXXX'];
const zone = 'Europe/Amsterdam';

export const of = <Value>(list: readonly Value[], no: number): Value => list[no % list.length] as Value;
export const today = (play: Play): string => localDate(play.now, zone);

export async function submissionAt(play: Play, no: number) {
  const rows = await many<{ id: number; state: string; message_id: string; sha256: string | null }>(
    play.db,
    'SELECT id, state, message_id, sha256 FROM submissions ORDER BY id DESC',
  );
  return rows.length === 0 ? undefined : of(rows, no);
}

/** Freezes the ready lines of the system for a scheme, as collection-send does. */
export async function freeze(play: Play, scheme: 'CORE' | 'B2B'): Promise<void> {
  const system = { ...(await findSystem(play.db, 'sepa-noord')), adapter: `sepa-${scheme.toLowerCase()}` };
  const { jobRunId } = await one<{ jobRunId: number }>(
    play.db,
    'run',
    'SELECT coalesce(max(job_run_id), 0) + 1 AS "jobRunId" FROM submissions',
  );
  const dates = sendingDates(system, play.now);
  const plan = { system, jobRunId, ...dates };
  const { submissions } = await freezeCollections(play.db, plan, { at: play.now, actor: 'anna' });
  play.frozen = { ids: submissions.map(({ id }) => id), scheme, today: dates.today };
}

/** The bank says something of a line of a submission: in any state, in any order, as often as it likes. */
export async function answer(play: Play, { who, what, which, days }: Dice): Promise<void> {
  const lines = await many<{ e2e: string; amount: number; message: string; batch: string; no: number }>(
    play.db,
    `SELECT l.end_to_end_id AS e2e, l.amount_minor AS amount, s.message_id AS message, b.payment_info_id AS batch
       FROM submission_lines l JOIN submissions s ON s.id = l.submission_id
       JOIN submission_batches b ON b.submission_id = l.submission_id AND b.batch_no = l.batch_no
      WHERE s.state NOT IN ('frozen', 'written', 'awaiting_approval', 'approved', 'refused', 'withdrawn')
      ORDER BY s.id DESC, l.line_no`,
  );
  if (lines.length === 0) return;
  const line = of(lines, who);
  const code = of(codes, which);
  const { id: no } = await one<{ id: number }>(play.db, 'n', 'SELECT count(*)::int AS id FROM inbound_files');
  const says = of(['credit', 'credit', 'return', 'refund', 'reject', 'accept'], what);
  if (says === 'reject' || says === 'accept') {
    const transaction = {
      e2e: line.e2e,
      status: says === 'reject' ? 'RJCT' : 'ACCP',
      reason: says === 'reject' ? code : '',
    };
    await play.receive(
      pain002({ message: line.message, id: `S-${no}`, batches: [{ id: line.batch, transactions: [transaction] }] }),
    );
    return;
  }
  const bookedOn = today(play);
  const known = { e2e: line.e2e, ref: `${line.e2e}-${says}-${days % 3}`, amount: line.amount, bookedOn };
  const reason = says === 'refund' ? 'MD06' : code;
  await play.receive(camt([says === 'credit' ? known : { ...known, sign: 'DBIT', reason }], { id: `N-${no}` }));
}

/** Through the states of a delivery, without the bank's directory. */
export async function deliver(play: Play, no: number): Promise<void> {
  const submission = await submissionAt(play, no);
  if (!submission) return;
  await inTransaction(play.db, async (trx) => {
    for (const to of ['written', 'delivering', 'delivered'] as const)
      await transitionOne(trx, 'submission', submission.id, to, { at: play.now, actor: 'system' });
  });
}
