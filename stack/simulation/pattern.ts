/** True when nothing is asked, or the value has the pattern's form (`*` stands for any characters). */
export function fits(pattern: string | undefined, value: string): boolean {
  if (pattern === undefined || pattern === value) return true;
  if (!pattern.includes('*')) return false;
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(value);
}
