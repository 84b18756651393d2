import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Clock, type DocumentStore, EngineError, type Role, type StoredDocument } from '../../../engine/index.ts';
import { MAX_CACHED_TOKENS, MAX_TOKEN_LABEL_CHARACTERS, TOKEN_CACHE_MS } from '../limits.ts';
import { CannotProve, type Credential } from './credential.ts';

/** An API token as it is listed: everything but its secret, of which only a hash is kept. */
export type ApiToken = {
  /** 16 hex digits. */
  readonly id: string;
  readonly role: Role;
  readonly customer?: string;
  readonly label: string;
  readonly createdAtMs: number;
  readonly createdBy: string;
  readonly expiresAtMs?: number;
  readonly revokedAtMs?: number;
  readonly revokedBy?: string;
};

export type NewApiToken = Pick<ApiToken, 'role' | 'customer' | 'label' | 'expiresAtMs'>;

type StoredToken = ApiToken & { readonly hash: string };
type Cached = { readonly token: StoredToken; readonly revision: number; readonly readAtMs: number };

const SHELF = 'token';
/** `ins_`, the id, and 256 random bits: recognisable where somebody has left one lying about. */
const FORM = /^ins_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;
const ID_BYTES = 8;
const SECRET_BYTES = 32;
/** What an unknown id is compared with, so that it takes as long as a known one. */
const NO_HASH = Buffer.alloc(32);

/** Opaque tokens of the store: made by the carrier, kept as hashes, revoked at once here and in TOKEN_CACHE_MS elsewhere. */
export class ApiTokens {
  private readonly documents: DocumentStore;
  private readonly clock: Clock;
  /** By id, the longest unused first. */
  private readonly cache = new Map<string, Cached>();

  constructor(documents: DocumentStore, clock: Clock) {
    this.documents = documents;
    this.clock = clock;
  }

  /** Whether a text has the form of such a token. */
  static isOne(bearer: string): boolean {
    return bearer.startsWith('ins_');
  }

  /** Makes a token. Its text is told here and never again. @throws EngineError STORE_UNAVAILABLE, STORE_VOLATILE */
  async create(wanted: NewApiToken, by: string): Promise<{ readonly text: string; readonly token: ApiToken }> {
    const id = randomBytes(ID_BYTES).toString('hex');
    const text = `ins_${id}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
    const createdAtMs = this.clock.now();
    const token: StoredToken = { id, ...wanted, createdAtMs, createdBy: by, hash: hashOf(text).toString('hex') };
    await this.write(token, 0, { what: 'created', atMs: createdAtMs, by });
    return { text, token: shown(token) };
  }

  /** All tokens, or those of one customer, ids ascending; revoked and expired ones too. */
  async list(customer?: string): Promise<readonly ApiToken[]> {
    if (customer !== undefined) return (await this.documents.documentsOf(SHELF, customer)).map(tokenOf).map(shown);
    const tokens: ApiToken[] = [];
    for await (const batch of this.documents.shelf(SHELF)) tokens.push(...batch.map(tokenOf).map(shown));
    return tokens;
  }

  /**
   * Ends a token: here at once. One that is revoked already stays as it is.
   * @returns the token, or undefined where there is none of this id
   */
  async revoke(id: string, by: string): Promise<ApiToken | undefined> {
    if (!/^[0-9a-f]{16}$/.test(id)) return undefined;
    for (;;) {
      const document = await this.documents.document(SHELF, id);
      if (document === undefined) return undefined;
      const token = tokenOf(document);
      if (token.revokedAtMs !== undefined) return shown(token);
      const revokedAtMs = this.clock.now();
      const revoked: StoredToken = { ...token, revokedAtMs, revokedBy: by };
      try {
        await this.write(revoked, document.revision, { what: 'revoked', atMs: revokedAtMs, by });
        return shown(revoked);
      } catch (error) {
        // Somebody else was quicker: what stands there now decides.
        if (!(error instanceof EngineError) || error.code !== 'DOCUMENT_CONFLICT') throw error;
      }
    }
  }

  /**
   * What a token stands for; undefined for one that is unknown, expired or revoked.
   * @throws CannotProve where the store cannot be asked; a switch's token that was known goes on, so that calls do
   */
  async prove(text: string): Promise<Credential | undefined> {
    const id = FORM.exec(text)?.[1];
    const token = id === undefined ? undefined : await this.find(id);
    const isSame = timingSafeEqual(hashOf(text), token === undefined ? NO_HASH : Buffer.from(token.hash, 'hex'));
    if (token === undefined || !isSame || token.revokedAtMs !== undefined) return undefined;
    if (token.expiresAtMs !== undefined && token.expiresAtMs <= this.clock.now()) return undefined;
    const { role, customer, label } = token;
    return {
      id: `ins_${token.id}`,
      name: `${label.slice(0, MAX_TOKEN_LABEL_CHARACTERS)} (ins_${token.id})`,
      role,
      ...(customer === undefined ? {} : { customer }),
    };
  }

  private async find(id: string): Promise<StoredToken | undefined> {
    const cached = this.cache.get(id);
    if (cached !== undefined && this.clock.now() - cached.readAtMs < TOKEN_CACHE_MS) return cached.token;
    try {
      const document = await this.documents.document(SHELF, id);
      // What is not there is not remembered: whoever makes ids up would push out those that are.
      if (document === undefined) return undefined;
      this.remember(id, tokenOf(document), document.revision);
      return this.cache.get(id)?.token;
    } catch (error) {
      if (cached?.token.role === 'switch') return cached.token;
      throw new CannotProve('The token cannot be looked up now: the store is away. Try again.', { cause: error });
    }
  }

  private async write(token: StoredToken, expectedRevision: number, line: object): Promise<void> {
    const { revision } = await this.documents.writeDocument({
      shelf: SHELF,
      key: token.id,
      expectedRevision,
      text: JSON.stringify(token),
      owner: token.customer ?? '',
      dueMs: undefined,
      journal: [JSON.stringify(line)],
    });
    this.remember(token.id, token, revision);
  }

  /** A reading that was overtaken by a newer revision changes nothing. */
  private remember(id: string, token: StoredToken, revision: number): void {
    const known = this.cache.get(id);
    if (known !== undefined && known.revision > revision) return;
    this.cache.delete(id);
    this.cache.set(id, { token, revision, readAtMs: this.clock.now() });
    const [oldest] = this.cache.keys();
    if (this.cache.size > MAX_CACHED_TOKENS && oldest !== undefined) this.cache.delete(oldest);
  }
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function tokenOf({ text }: StoredDocument): StoredToken {
  return JSON.parse(text) as StoredToken;
}

function shown({ hash: _, ...token }: StoredToken): ApiToken {
  return token;
}
