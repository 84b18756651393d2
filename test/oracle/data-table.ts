import { existsSync, readFileSync } from 'node:fs';

/** The rows of `rules/data/<name>.csv`, each as column name to text. Reads the file itself, never the generated tables. */
export function readDataTable(name: string): readonly Readonly<Record<string, string>>[] {
  const [head, ...lines] = readFileSync(locateDataTable(name), 'utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '');
  const columns = splitCsvLine(head ?? '');
  return lines.map((line) => {
    const cells = splitCsvLine(line);
    return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']));
  });
}

/** From the sources the data lie two folders up; from `dist/test/oracle/`, where benches run, one more. */
function locateDataTable(name: string): URL {
  const places = ['../../', '../../../'].map((up) => new URL(`${up}rules/data/${name}.csv`, import.meta.url));
  const place = places.find((url) => existsSync(url));
  if (place === undefined) throw new Error(`rules/data/${name}.csv is missing; looked at ${places.join(' and ')}`);
  return place;
}

/** RFC 4180 without line breaks inside quotes. */
function splitCsvLine(line: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const character = line[i];
    if (quoted && character === '"' && line[i + 1] === '"') {
      cell += '"';
      i++;
    } else if (character === '"') quoted = !quoted;
    else if (character === ',' && !quoted) {
      cells.push(cell);
      cell = '';
    } else cell += character;
  }
  return [...cells, cell];
}
