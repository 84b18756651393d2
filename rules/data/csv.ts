/** One row of a table with a header line: column name to text. */
export type CsvRow = Readonly<Record<string, string>>;

/**
 * Reads comma-separated text with a header line; a field may be quoted, `""` being a quote within it.
 * @throws Error when a row has another number of fields than the header.
 */
export function parseCsv(text: string): readonly CsvRow[] {
  const [header, ...rows] = text
    .split('\n')
    .map((line) => line.replace(/\r$/, ''))
    .filter((line) => line !== '')
    .map(fieldsOf);
  if (header === undefined) return [];
  return rows.map((fields, index) => {
    if (fields.length !== header.length) {
      throw new Error(
        `Row ${index + 1} has ${fields.length} fields, the header has ${header.length}: ${fields.join()}`,
      );
    }
    return Object.fromEntries(header.map((column, i) => [column, fields[i] ?? '']));
  });
}

function fieldsOf(line: string): string[] {
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const character = line.charAt(i);
    if (character === '"' && quoted && line.charAt(i + 1) === '"') field += line.charAt(i++);
    else if (character === '"') quoted = !quoted;
    else if (character === ',' && !quoted) {
      fields.push(field);
      field = '';
    } else field += character;
  }
  fields.push(field);
  return fields;
}
