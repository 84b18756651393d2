import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

/** What of an answer is not as documented; none for a path that is not there. */
export type AnswerFaults = (method: string, path: string, status: number, body: unknown) => readonly string[];

type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: Record<string, unknown> }>>>>;
};

/** Holds answers against an OpenAPI 3.1 document, whose schemas are JSON Schemas of 2020-12. */
export function answerFaultsOf(value: unknown): AnswerFaults {
  const document = value as Document;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addSchema({ ...document, $id: 'api' });
  const known = new Map<string, ValidateFunction>();
  const templates = Object.keys(document.paths).map((path) => ({
    path,
    form: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/:]+')}$`),
  }));
  return (method, asked, status, body) => {
    const plain = asked.split('?')[0] ?? '';
    const path = templates.find(({ form }) => form.test(plain))?.path;
    const operation = path === undefined ? undefined : document.paths[path]?.[method.toLowerCase()];
    // 405: another path than was written, since a client drops what is `.` and `..`.
    if (path === undefined || operation === undefined || status === 405) return [];
    if (operation.responses[status] === undefined) return [`status ${status} is not documented`];
    const tokens = ['paths', path, method.toLowerCase(), 'responses', status, 'content', 'application/json', 'schema'];
    const pointer = tokens.map((token) => String(token).replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
    const validate = known.get(pointer) ?? ajv.compile({ $ref: `api#/${encodeURI(pointer)}` });
    known.set(pointer, validate);
    if (validate(body)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`).slice(0, 5);
  };
}
