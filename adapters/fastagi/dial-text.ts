/**
 * A destination as it may stand in an argument of `Dial`. What a customer wrote into a plan must not end the argument
 * (comma), ring somebody else beside (`&`), set options (parentheses) or name a header (`?`): everything but what a
 * number or a URI needs is percent-encoded, which RFC 3261 allows in the user part and in parameters.
 */
export function dialText(destination: string): string {
  const [, head = destination, literal = '', tail = ''] = IPV6_HOST.exec(destination) ?? [];
  return escapeText(head) + literal + escapeText(tail);
}

const IPV6_HOST = /^([^[\]]*@|sips?:)(\[[0-9A-Fa-f:.]+\])([^[\]]*)$/i;

function escapeText(text: string): string {
  return text.replace(/[^\w:@.+;=%~*#-]/g, (character) =>
    [...Buffer.from(character, 'utf8')].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
}
