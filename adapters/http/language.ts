import type { FastifyRequest } from 'fastify';
import type { IssueLanguage } from '../../rules/index.ts';

/** The language of the sentences of an answer: the one that `Accept-Language` wants more; Italian where it says nothing. */
export function languageOf({ headers }: Pick<FastifyRequest, 'headers'>): IssueLanguage {
  const wanted = (headers['accept-language'] ?? '').slice(0, MAX_CHARACTERS).split(',');
  let best: { readonly language: IssueLanguage; readonly weight: number } = { language: 'it', weight: 0 };
  for (const part of wanted) {
    const [, name, weight = '1'] =
      /^\s*(it|en)(?:-[a-z0-9-]*)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?$/i.exec(part) ?? [];
    if (name !== undefined && Number(weight) > best.weight) {
      best = { language: name.toLowerCase() === 'en' ? 'en' : 'it', weight: Number(weight) };
    }
  }
  return best.language;
}

/** A browser sends some sixty. */
const MAX_CHARACTERS = 1_000;
