import type { z } from 'zod';
import { type IssueLanguage, pointer } from '../../rules/index.ts';
import type { ProblemError } from './problem.ts';

/** What a schema says against a request, in sentences. A field that words its own error says it in both languages. */
export function shapeErrors(issues: readonly z.core.$ZodIssue[], language: IssueLanguage): readonly ProblemError[] {
  return issues.flatMap((issue) => {
    const place = placeOf(issue.path);
    if (issue.code !== 'unrecognized_keys') return { pointer: place, detail: sentence(issue, language) };
    const detail = language === 'it' ? 'Chiave sconosciuta.' : 'Unknown key.';
    return issue.keys
      .slice(0, SHOWN_KEYS)
      .map((key) => ({ pointer: pointer(place, key.slice(0, SHOWN_CHARACTERS)), detail }));
  });
}

const SHOWN_KEYS = 5;
const SHOWN_CHARACTERS = 80;

function placeOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((place, token) => pointer(place, String(token).slice(0, SHOWN_CHARACTERS)), '');
}

function sentence(issue: z.core.$ZodIssue, language: IssueLanguage): string {
  const isItalian = language === 'it';
  switch (issue.code) {
    case 'invalid_type': {
      if (issue.expected === 'nonoptional') return isItalian ? 'Manca.' : 'It is missing.';
      const [italian, english] = TYPES[issue.expected] ?? ['del tipo giusto', 'of the right type'];
      return isItalian ? `Manca, o non è ${italian}.` : `It is missing, or is not ${english}.`;
    }
    case 'invalid_value': {
      const allowed = issue.values.map(String).join(', ');
      return isItalian ? `Deve essere uno di: ${allowed}.` : `It must be one of: ${allowed}.`;
    }
    case 'too_small':
      return isItalian ? `Il minimo è ${issue.minimum}.` : `The least is ${issue.minimum}.`;
    case 'too_big':
      return isItalian ? `Il massimo è ${issue.maximum}.` : `The most is ${issue.maximum}.`;
    case 'custom':
      return issue.message;
    default: {
      // A field that words its forms, such as { "site": … }, does so for both languages.
      const forms = issue.message.startsWith('{') ? `: ${issue.message}` : '.';
      return `${isItalian ? 'Non ha la forma giusta' : 'It has not the right form'}${forms}`;
    }
  }
}

const TYPES: Readonly<Record<string, readonly [it: string, en: string]>> = {
  string: ['un testo', 'a text'],
  number: ['un numero', 'a number'],
  int: ['un numero intero', 'a whole number'],
  boolean: ['true o false', 'true or false'],
  array: ['una lista', 'a list'],
  object: ['un oggetto JSON', 'a JSON object'],
};
