/** Few lines, that need no cursor, as the pages that a writer takes. */
export async function* onePage<Line>(lines: Line[]): AsyncGenerator<Line[]> {
  yield await Promise.resolve(lines);
}
