import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Context } from '../../client/context.ts';
import { auditTotals, type CreditorTotals } from '../../db/totals.ts';
import { many } from '../../db/connection.ts';
import { formatMoney } from '../../domain/money.ts';
import type { DemoOffice } from './office.ts';

/** One line of the demo's end: what must be so, and whether it is. */
export interface Check {
  name: string;
  ok: boolean;
  seen: string;
}

export function equal(name: string, ours: unknown, theirs: unknown): Check {
  const [left, right] = [JSON.stringify(ours), JSON.stringify(theirs)];
  return { name, ok: left === right, seen: left === right ? left : `${left}, but ${right}` };
}

interface CountAndSum {
  count: number;
  sum_minor: number;
}

/** DIR/bank/totals.json: the bank's own books, counted by the bank. */
interface BankTotals {
  received: CountAndSum;
  rejected: CountAndSum;
  settled: CountAndSum;
  returned: CountAndSum;
  refunded: CountAndSum;
}
