import { readReceipt, renderExplanation } from '../../engine/index.ts';
import { why } from '../records/index.ts';
import { readArguments } from './arguments.ts';
import { STORE_HELP, STORE_OPTIONS, storePlace } from './store-place.ts';
import { type Command, EXIT } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { readStore } from './with-store.ts';

export const whyCommand: Command = {
  name: 'why',
  summary: 'explains again why a call was decided as it was',
  help: `Usage: instrada why [--store DIR | --redis URL] [--records DIR] [--lang it|en] RECEIPT | RECORD | CALL-ID

RECEIPT is what a switch has in its call detail record (i1/…), RECORD a line of the decision records, CALL-ID
is looked for in the records' folder. The versions that decided are read from the store.

${STORE_HELP}  --records DIR           where \`serve --records DIR\` writes; needed for a CALL-ID
  --lang it|en            language of the explanation (default: en)

Exit codes: 0 explained, 1 the call or its version is not there, 2 the store cannot be read.
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('why', args, {
      ...STORE_OPTIONS,
      records: { type: 'string' },
      lang: { type: 'string' },
    });
    const [question, strange] = positionals;
    if (strange !== undefined) {
      throw new UsageError(`why: "${strange}" belongs to no option; quote what has blanks. See: instrada why --help`);
    }
    if (question === undefined)
      throw new UsageError('why: RECEIPT, RECORD or CALL-ID is missing. See: instrada why --help');
    const language = values.lang ?? 'en';
    if (language !== 'it' && language !== 'en') throw new UsageError(`--lang: "${language}" is neither it nor en.`);
    const { records } = values;
    const explained = await readStore(storePlace(values, terminal.environment), (store) =>
      why(question, records === undefined ? { store } : { store, folder: records }),
    );
    for (const { explanation } of explained) terminal.stdout.write(`${renderExplanation(explanation, language)}\n`);
    if (isPersonal(question)) terminal.stdout.write(`${PERSONAL[language]}\n`);
    return EXIT.done;
  },
};

/** Whether a receipt says who pays. */
function isPersonal(question: string): boolean {
  const read = readReceipt(question.slice(question.indexOf('i1/')).trim());
  return 'receipt' in read && read.receipt.personal === true;
}

const PERSONAL = {
  it: 'Composto con il codice 4146: quanto spetta al chiamante è a carico del dipendente.',
  en: 'Dialled with the code 4146: what the caller is charged is the employee’s.',
} as const;
