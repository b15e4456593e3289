import type { Colour } from './causes.ts';

/** What must be known of a person to find out whose an instruction is. */
export interface Person {
  code: string;
  email: string | null;
  language: string;
  zone: string;
  roles: readonly string[];
  /** Codes of creditors; none means all. */
  creditors: readonly string[];
}

export interface Owned {
  colour: Colour;
  creditor: string | null;
  dossier: string | null;
  manager: string | null;
  assigned_to: string | null;
}

/**
 * Whose an instruction is (T5): the person it is assigned to; red: support; orange: the dossier's manager, without a
 * dossier the creditor's accountants, else the administrators. Some may have no e-mail address.
 */
export function ownersOf<Who extends Person>(instruction: Owned, people: readonly Who[]): Who[] {
  const named = (code: string | null): Who[] => people.filter((person) => person.code === code);
  const having = (role: string): Who[] =>
    people.filter((person) => person.roles.includes(role) && isInScope(person, instruction.creditor));
  if (instruction.assigned_to !== null) return named(instruction.assigned_to);
  if (instruction.colour === 'red') return having('support');
  if (instruction.manager !== null) return named(instruction.manager);
  const accountants = instruction.dossier === null ? having('accountant') : [];
  return accountants.length > 0 ? accountants : having('admin');
}

function isInScope(person: Person, creditor: string | null): boolean {
  return creditor === null || person.creditors.length === 0 || person.creditors.includes(creditor);
}
