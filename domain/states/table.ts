/** A state table: for each state the states that may follow it. A state with none is final. */
export type StateTable<State extends string> = Record<State, readonly State[]>;

/** True when the table lets `from` become `to`. */
export function mayBecome<State extends string>(table: StateTable<State>, from: State, to: State): boolean {
  return table[from].includes(to);
}

/** The sentence that refuses a transition: it names the state, the wish and what is allowed. */
export function refusal<State extends string>(
  table: StateTable<State>,
  subject: string,
  from: State,
  to: State,
): string {
  const allowed = table[from].join(', ') || 'nothing, it is final';
  return `${subject} is ${from}; it cannot become ${to} (allowed: ${allowed})`;
}
