/** The URIs of one or more name-addrs with commas between them, in order: what stands in `<…>`, or the bare value. */
export function headerUris(header: string): readonly string[] {
  // What stands in a display name between quotes is no URI. One that is never closed goes to the end: linear in time.
  const bare = header.replace(/"(\\[\s\S]|[^"\\])*("|\\?$)/g, '');
  const bracketed = [...bare.matchAll(/<([^<>]*)>/g)].map(([, uri = '']) => uri);
  return (bracketed.length > 0 ? bracketed : [bare.trim()]).filter((uri) => uri !== '');
}
