/** What a log may hold of a caller: the beginning, which tells country and district, and how long the number is. */
export function maskCaller(caller: string): string {
  const shown = Math.min(5, Math.floor(caller.length / 2));
  return caller.slice(0, shown) + '*'.repeat(caller.length - shown);
}
