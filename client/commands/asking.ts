import { createInterface } from 'node:readline/promises';

import { IncassoError } from '../../domain/errors.ts';
import type { Output } from '../output.ts';

/**
 * Says something and asks for a yes at the terminal. Throws REFUSED for any other answer, and where nobody can answer; there
 * `otherwise` says how a script agrees.
 */
export async function askForYes(out: Output, sentence: string, question: string, otherwise: string): Promise<void> {
  if (!process.stdin.isTTY || out.json) throw new IncassoError('REFUSED', `${sentence}: ${otherwise}`);
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await asking.question(`${sentence}\n${question} (yes/no) `).finally(() => asking.close());
  if (answer.trim().toLowerCase() !== 'yes') throw new IncassoError('REFUSED', 'nothing was changed');
}
