import { IncassoError } from '../domain/errors.ts';
import { type Bindings, type Db, first } from './connection.ts';
import { findOperator, type OperatorRow } from './parties.ts';

/**
 * Who sees which instruction (T10): an administrator all, support the red ones, a manager those of their dossiers, an
 * accountant those of their creditors, everybody what is assigned to them. SQL on `i` (instructions), `d` (its dossier)
 * and `c` (its creditor), with the values of `viewerBindings`.
 */
export const seesInstruction = `(
  :sees_all
  OR i.assigned_to = :viewer
  OR d.manager = :viewer
  OR ((:all_creditors OR i.creditor_id IS NULL OR c.code = ANY(:viewer_creditors))
      AND (:is_admin OR (:is_support AND i.colour = 'red') OR (:is_accountant AND i.dossier_id IS NULL))))`;

/** Who sees which dossier: an administrator all, a manager theirs, support those with a red mark, somebody those of what
 * is assigned to them. SQL on `d` and `c`. */
export const seesDossier = `(
  :sees_all
  OR d.manager = :viewer
  OR EXISTS (SELECT 1 FROM instructions r WHERE r.dossier_id = d.id AND r.state = 'open' AND r.assigned_to = :viewer)
  OR ((:all_creditors OR d.creditor_id IS NULL OR c.code = ANY(:viewer_creditors))
      AND (:is_admin OR (:is_support AND EXISTS (
             SELECT 1 FROM instructions r WHERE r.dossier_id = d.id AND r.state = 'open' AND r.colour = 'red')))))`;

/** @param viewer - undefined: nobody was named, and whoever may read the database sees everything. */
export function viewerBindings(viewer: OperatorRow | undefined): Bindings {
  return {
    sees_all: viewer === undefined,
    viewer: viewer?.code ?? '',
    all_creditors: viewer?.creditors.length === 0,
    viewer_creditors: viewer?.creditors ?? [],
    is_admin: viewer?.roles.includes('admin') ?? false,
    is_support: viewer?.roles.includes('support') ?? false,
    is_accountant: viewer?.roles.includes('accountant') ?? false,
  };
}

/** The operator with a code. Throws REFUSED when there is none. */
export async function mustBeOperator(db: Db, code: string): Promise<OperatorRow> {
  const who = await findOperator(db, code);
  if (!who) throw new IncassoError('REFUSED', `${code} is no operator: "incasso operators list" shows who is`);
  return who;
}

/** Refuses an operator who may not handle an instruction: who does not see it, or an office that meets a red one. */
export async function mustHandle(db: Db, operator: string, id: number): Promise<OperatorRow> {
  const who = await mustBeOperator(db, operator);
  const seen = await seenBy(db, who, id);
  const isOffice = !who.roles.includes('support') && !who.roles.includes('admin') && seen.assigned_to !== who.code;
  if (seen.colour === 'red' && isOffice) {
    throw new IncassoError('REFUSED', `instruction ${id} is red: it is for support to handle`);
  }
  return who;
}

/** Refuses an operator who does not see an instruction. Nobody named sees everything. */
export async function mustSeeInstruction(db: Db, who: OperatorRow | undefined, id: number): Promise<void> {
  await seenBy(db, who, id);
}

async function seenBy(
  db: Db,
  who: OperatorRow | undefined,
  id: number,
): Promise<{ colour: string; assigned_to: string | null }> {
  const seen = await first<{ colour: string; assigned_to: string | null }>(
    db,
    `SELECT i.colour, i.assigned_to FROM instructions i LEFT JOIN dossiers d ON d.id = i.dossier_id
       LEFT JOIN creditors c ON c.id = i.creditor_id
      WHERE i.id = :id AND ${seesInstruction}`,
    { id, ...viewerBindings(who) },
  );
  if (seen) return seen;
  throw new IncassoError('REFUSED', `instruction ${id} is not ${who?.code ?? 'nobody'}'s to handle`);
}

/** Refuses an operator who does not see a dossier. Nobody named sees everything. */
export async function mustSeeDossier(db: Db, who: OperatorRow | undefined, id: number): Promise<void> {
  const seen = await first(
    db,
    `SELECT 1 FROM dossiers d LEFT JOIN creditors c ON c.id = d.creditor_id WHERE d.id = :id AND ${seesDossier}`,
    { id, ...viewerBindings(who) },
  );
  if (!seen) throw new IncassoError('REFUSED', `dossier ${id} is not ${who?.code ?? 'nobody'}'s`);
}
