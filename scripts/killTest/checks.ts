import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { listInboundFiles } from '../../db/inboundFiles.ts';
import { listSubmissions } from '../../db/submissions.ts';
import { auditTotals } from '../../db/totals.ts';
import type { BankTotals } from '../../stack/bank/totals.ts';
import { type Check, checkWorkflows, equal } from '../demo/checks.ts';
import type { Drill } from './drill.ts';
import type { Picture } from './moments.ts';

/** What must be so after every kill, once the work has gone on. @param before - the moment of the kill. */
export async function checkAfterKill(drill: Drill, name: string, before: Picture): Promise<Check[]> {
  const db = await drill.context.db();
  const submissions = (await listSubmissions(db)).map((row) => row.message_id);
  const files = (await listInboundFiles(db)).map((row) => row.sha256);
  const { checks: totals } = await auditTotals(db);
  const checks = [
    equal('submissions lost', before.submissions.filter((id) => !submissions.includes(id)), []),
    equal('inbound files lost', before.files.filter((id) => !files.includes(id)), []),
    equal('totals that do not agree', totals.filter((total) => !total.ok), []),
    ...(await checkBanks(drill)),
    ...(await checkWorkflows(drill.context)),
    ...checkParts(drill),
  ]; // prettier-ignore
  return checks.map((check) => ({ ...check, name: `${name}: ${check.name}` }));
}

/** The systems of each bank, in the order of the banks. */
const systemsOf = [['sepa-noord', 'sepa-noord-b2b'], ['sepa-sued']];

/** Every file that we call sent stands at its bank once; nothing else does, no temporary file either. */
async function checkBanks(drill: Drill): Promise<Check[]> {
  const sent = await listSubmissions(await drill.context.db());
  const checks: Check[] = [];
  for (const [index, { name, dir }] of drill.office.banks.entries()) {
    const ours = sent.filter((row) => systemsOf[index]?.includes(row.system));
    const there = [...filesIn(join(dir, 'to-bank')), ...filesIn(join(dir, 'to-bank', 'taken'))].sort();
    const totals = JSON.parse(readFileSync(join(dir, 'bank', 'totals.json'), 'utf8')) as BankTotals;
    const sum = ours.reduce(
      (all, row) => ({ count: all.count + row.line_count, sum_minor: all.sum_minor + row.sum_minor }),
      { count: 0, sum_minor: 0 },
    );
    checks.push(
      equal(`files at ${name} = our submissions`, there, ours.map((row) => row.file_name).sort()),
      equal(`${name} received each file once`, [totals.files, totals.duplicate_files], [ours.length, 0]),
      equal(`received by ${name} = sent by us`, totals.received, sum),
    );
  }
  return checks;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);
}

const parts = ['accounting', 'bank-banka', 'bank-bankb', 'centre', 'connector-1', 'connector-2', 'mailbox', 'postgres', 'temporal', 'worker']; // prettier-ignore

/** One of each part runs, and none of an earlier start beside it. */
function checkParts(drill: Drill): Check[] {
  return [
    equal('parts that run', drill.running().sort(), parts),
    equal('parts of an earlier start that run beside them', drill.strays(), []),
  ];
}
