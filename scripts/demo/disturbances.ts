import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Context } from '../../client/context.ts';
import { decide, readInstruction } from '../../client/instructions.ts';
import { listInboundFiles } from '../../db/inboundFiles.ts';
import { listInstructions } from '../../db/instructions.ts';
import { ledgerBalances } from '../../db/lists.ts';
import { auditTotals } from '../../db/totals.ts';
import { repeatDelivery } from './betalingsservice.ts';
import { type Check, equal } from './checks.ts';
import { danishSystem, everythingIsQuiet, run, systems } from './days.ts';
import type { Office } from './office.ts';

/**
 * What goes wrong in real offices: a file comes again under another name, a file is cut off, a status speaks of a message
 * that is not ours, the send is started once more. Nothing may change but the list of instructions.
 */
export async function disturb(context: Context, office: Office): Promise<Check[]> {
  const inbox = join(office.banks[0]?.dir ?? '', 'from-bank');
  const before = await picture(context);
  const [done] = (await readdir(inbox)).filter((name) => name.startsWith('camt.054') && name.includes('.done-'));
  const bytes = await readFile(join(inbox, done ?? ''));
  await writeFile(join(inbox, 'camt.054_again.xml'), bytes);
  await writeFile(join(inbox, 'camt.054_cut_off.xml'), bytes.subarray(0, Math.floor(bytes.length / 2)));
  await writeFile(join(inbox, 'pain.002_not_ours.xml'), statusOfAnotherMessage);
  await repeatDelivery(office);
  const sent = [];
  for (const system of systems) {
    sent.push((await run(context, 'collectionSend', system)).counts['submissions']);
    await run(context, 'collectionStatus', system);
    await run(context, 'paymentImport', system);
  }
  await run(context, 'paymentImport', danishSystem);
  await everythingIsQuiet(context);
  await run(context, 'journalPosting');
  const files = await listInboundFiles(await context.db());
  return [
    equal('sending once more sends nothing', sent, systems.map(() => 0)),
    equal('a repeated, a cut-off and a foreign file change no amount', await picture(context), before),
    equal('the repeated file is known by its bytes', files.filter((file) => file.name === 'camt.054_again.xml').length, 0),
    equal('the cut-off file is in quarantine', files.find((file) => file.name === 'camt.054_cut_off.xml')?.state, 'quarantined'),
  ]; // prettier-ignore
}

async function picture(context: Context): Promise<unknown> {
  const db = await context.db();
  return { states: (await auditTotals(db)).states, balances: await ledgerBalances(db) };
}

const statusOfAnotherMessage = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<GrpHdr><MsgId>STATUS-1</MsgId><CreDtTm>2026-02-27T08:00:00</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>SOMEBODY-ELSE-1</OrgnlMsgId><OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId><GrpSts>RJCT</GrpSts></OrgnlGrpInfAndSts>
</CstmrPmtStsRpt></Document>
`;

/** The person deals with everything that is open. */
export async function dealWithInstructions(context: Context, print: (line: string) => void): Promise<void> {
  for (const { id } of await listInstructions(await context.db())) {
    const { instruction, cause, text } = await readInstruction(context, id);
    // a slip that nobody pays is not expected any more; everywhere else the first outcome will do
    const outcome = cause.outcomes.find((each) => each === 'unpaid') ?? cause.outcomes[0] ?? '';
    const { message } = await decide(context, id, { outcome, reason: 'looked at in the demo' });
    print(`instruction ${id} (${instruction.colour}) ${text.title}: ${text.text} ${message}`);
  }
  await everythingIsQuiet(context);
  // what ended by a person's word is reconciled with the next posting
  await run(context, 'journalPosting');
  await everythingIsQuiet(context);
}
