/** Printable ASCII but what RFC 3261 25.1 has nowhere in a URI, such as what would end it within `<…>`. */
const IN_URI = /[\x21\x23-\x3b\x3d\x3f-\x5b\x5d\x5fa-z\x7e]/;

/**
 * A URI that cannot leave its angle brackets or its line, whatever the plan says. Its escapes stay as they are. Its
 * `?headers` are cut off: whoever follows a Contact puts them into the next INVITE (RFC 3261 19.1.5). No plan that is
 * published today has any; one of an earlier version may.
 */
export function safeUri(text: string): string {
  let uri = '';
  for (const character of text) uri += IN_URI.test(character) ? character : escaped(character);
  const headers = uri.indexOf('?', uri.indexOf('@') + 1);
  return headers < 0 ? uri : uri.slice(0, headers);
}

/** As UTF-8: a character beyond latin1 would otherwise lose its high bits, and could become a line end. */
function escaped(character: string): string {
  let text = '';
  for (const byte of Buffer.from(character, 'utf8')) text += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  return text;
}
