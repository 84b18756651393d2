/** An application of the dialplan with its argument. */
export type Action = { readonly application: string; readonly data: string };

/** The document that mod_xml_curl takes as its dialplan: one extension that always matches. */
export function dialplanXml(context: string, actions: readonly Action[]): string {
  const lines = actions.map(
    ({ application, data }) => `          <action application="${application}" data="${escapeXml(data)}"/>`,
  );
  return document(`  <section name="dialplan">
    <context name="${escapeXml(context)}">
      <extension name="instrada">
        <condition>
${lines.join('\n')}
        </condition>
      </extension>
    </context>
  </section>`);
}

/** FreeSWITCH goes on with its other dialplans. */
export function notFoundXml(): string {
  return document(`  <section name="result">
    <result status="not found"/>
  </section>`);
}

function document(section: string): string {
  return `<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<document type="freeswitch/xml">
${section}
</document>
`;
}

/** For an attribute's value in double quotes. Characters that XML 1.0 has not are left out. */
function escapeXml(text: string): string {
  return text
    .replace(NOT_XML, '')
    .replace(/[&<>"'\t\n\r]/g, (character) => ENTITIES[character] ?? `&#${character.charCodeAt(0)};`);
}

/** All but the control characters that XML has, surrogates without their half, and the two that are no characters. */
const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
