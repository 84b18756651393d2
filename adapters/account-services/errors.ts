import type { IssueLanguage } from '../../rules/index.ts';
import { SERVICE_ERRORS } from './errors.data.ts';

export type ServiceErrorCode = keyof typeof SERVICE_ERRORS;

/** A text in each language. */
export type Sentences = Readonly<Record<IssueLanguage, string>>;

export type ServiceErrorDetails = {
  /** What more there is to say: of one case, in both languages. */
  readonly more?: Sentences;
  /** The request is written down and goes on being tried. */
  readonly pending?: true;
};

/** The one error class of the account services. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: ServiceErrorCode;
  readonly details: ServiceErrorDetails;

  constructor(code: ServiceErrorCode, details: ServiceErrorDetails = {}, cause?: unknown) {
    super(sentence(code, details, 'en'), cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }

  /** As HTTP has it. */
  get status(): number {
    return SERVICE_ERRORS[this.code].status;
  }

  /** What it says, in both languages. */
  get sentences(): Sentences {
    const { code, details } = this;
    return { it: sentence(code, details, 'it'), en: sentence(code, details, 'en') };
  }
}

/** The same text in both languages: names, numbers, what another system said. */
export function inBoth(text: string): Sentences {
  return { it: text, en: text };
}

const PENDING: Sentences = {
  it: 'La richiesta è annotata e si continua a tentare.',
  en: 'The request is written down and goes on being tried.',
};

function sentence(code: ServiceErrorCode, { more, pending }: ServiceErrorDetails, language: IssueLanguage): string {
  const parts = [SERVICE_ERRORS[code][language], more?.[language], pending && PENDING[language]];
  return parts.filter((part) => part !== undefined).join(' ');
}
