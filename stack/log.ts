/** Where the stack says what it chose: one line for each choice, for a person. */
export type Log = (line: string) => void;

/** Prints a line of the stack. */
export const printLine: Log = (line) => console.log(line);
