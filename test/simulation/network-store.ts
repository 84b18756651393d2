import { EngineError } from '../../engine/errors.ts';
import type { DocumentWrite, StoredDocument } from '../../engine/store/document-store.ts';
import type {
  ChangeBatch,
  CommitResult,
  OutOfService,
  PlanCommit,
  PlanStore,
  ShardPosition,
  StoreEntry,
  VersionRecord,
} from '../../engine/store/plan-store.ts';
import { followOverLink } from './follow-over-link.ts';
import { type Link, unavailable } from './link.ts';
import type { StoreState } from './store-state.ts';

const SCAN_BATCH = 2;

/** The store as one computer sees it over its link. */
export class NetworkStore implements PlanStore {
  private readonly state: StoreState;
  private readonly link: Link;
  private isClosed = false;

  constructor(state: StoreState, link: Link) {
    this.state = state;
    this.link = link;
  }

  commit(commit: PlanCommit): Promise<VersionRecord> {
    return this.request(() => this.state.commit(commit));
  }

  commitMany(commits: readonly PlanCommit[]): Promise<readonly CommitResult[]> {
    return this.request(() =>
      commits.map((commit): CommitResult => {
        try {
          return { ok: true, record: this.state.commit(commit) };
        } catch (error) {
          return { ok: false, error: error as EngineError };
        }
      }),
    );
  }

  head(number: string): Promise<VersionRecord | undefined> {
    return this.request(() => this.state.head(number)?.record);
  }

  record(number: string, version: number): Promise<VersionRecord | undefined> {
    return this.request(() => this.state.versions(number)[version - 1]?.record);
  }

  planText(number: string, version: number): Promise<string | undefined> {
    return this.request(() => this.state.versions(number)[version - 1]?.planText);
  }

  entry(number: string, version: number): Promise<StoreEntry | undefined> {
    return this.request(() => {
      const kept = this.state.versions(number)[version - 1];
      return kept && { record: kept.record, artifact: this.onTheWay(kept.artifact) };
    });
  }

  async history(
    number: string,
    page: { readonly before?: number; readonly limit?: number } = {},
  ): Promise<readonly VersionRecord[]> {
    const versions = await this.request(() => this.state.versions(number));
    const { before = Number.POSITIVE_INFINITY, limit = versions.length } = page;
    return versions
      .map(({ record }) => record)
      .filter(({ version }) => version < before)
      .reverse()
      .slice(0, limit);
  }

  /** Either one consistent view or, as Redis does it, each number as it is when its batch is read. */
  async *scan(): AsyncGenerator<readonly StoreEntry[]> {
    const isConsistent = this.link.scheduler.chance(0.5);
    const view = await this.request(() => this.state.heads());
    const life = this.state.restores;
    for (let start = 0; start < view.length; start += SCAN_BATCH) {
      const batch = view.slice(start, start + SCAN_BATCH);
      yield await this.request(() =>
        batch.flatMap((entry) => {
          if (isConsistent && life !== this.state.restores) throw unavailable();
          const now = isConsistent ? entry : this.state.head(entry.record.number);
          return now === undefined ? [] : [{ record: now.record, artifact: this.onTheWay(now.artifact) }];
        }),
      );
    }
  }

  async *list(): AsyncGenerator<readonly VersionRecord[]> {
    yield (await this.request(() => this.state.heads())).map(({ record }) => record);
  }

  setOutOfService(number: string, sites: readonly string[]): Promise<void> {
    return this.request(() => this.state.setOutOfService(number, sites));
  }

  sitesOut(number: string): Promise<readonly string[]> {
    return this.request(() => this.state.sitesOut(number));
  }

  async *outOfService(): AsyncGenerator<readonly OutOfService[]> {
    const statuses = await this.request(() => this.state.statuses());
    yield statuses.map(([number, sites]) => ({ number, sites, by: 'somebody', atMs: 0 }));
  }

  position(): Promise<readonly ShardPosition[]> {
    return this.request(() => this.state.position());
  }

  follow(from: readonly ShardPosition[], signal: AbortSignal): AsyncIterable<ChangeBatch> {
    return followOverLink(this.state, this.link, from, signal);
  }

  writeDocument(write: DocumentWrite): Promise<StoredDocument> {
    return this.request(() => this.state.documentsAt(write.key).write(write));
  }

  document(shelf: string, key: string): Promise<StoredDocument | undefined> {
    return this.request(() => this.state.documentsAt(key).document(shelf, key));
  }

  documentsOf(
    shelf: string,
    owner: string,
    page: { readonly after?: string; readonly limit?: number } = {},
  ): Promise<readonly StoredDocument[]> {
    return this.request(() => {
      const found = this.state.documents().flatMap((documents) => documents.documentsOf(shelf, owner, page));
      return found.sort(byKey).slice(0, page.limit ?? found.length);
    });
  }

  documentsDue(shelf: string, untilMs: number, limit: number): Promise<readonly string[]> {
    return this.request(() => {
      const shards = this.state.documents();
      const due = shards.flatMap((documents) =>
        documents.documentsDue(shelf, untilMs, limit).map((key) => documents.document(shelf, key)!),
      );
      return due
        .sort((a, b) => (a.dueMs ?? 0) - (b.dueMs ?? 0) || byKey(a, b))
        .slice(0, limit)
        .map(({ key }) => key);
    });
  }

  /** In batches that take time, each document as it is when its batch is read. */
  async *shelf(shelf: string): AsyncGenerator<readonly StoredDocument[]> {
    const keys = await this.request(() => {
      const all = this.state.documents().flatMap((documents) => documents.all(shelf));
      return all.sort(byKey).map(({ key }) => key);
    });
    for (let start = 0; start < keys.length; start += SCAN_BATCH) {
      const batch = keys.slice(start, start + SCAN_BATCH);
      yield await this.request(() =>
        batch
          .map((key) => this.state.documentsAt(key).document(shelf, key))
          .filter((document) => document !== undefined),
      );
    }
  }

  journal(
    shelf: string,
    key: string,
    page: { readonly after?: number; readonly limit?: number } = {},
  ): Promise<readonly string[]> {
    return this.request(() => this.state.documentsAt(key).journal(shelf, key, page));
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  /** A server that dies takes its connections with it: what it answered and is not here yet never comes. */
  private async request<T>(effect: () => T): Promise<T> {
    if (this.isClosed) throw new EngineError('CLOSED');
    let life = 0;
    const result = await this.link.request(() => {
      life = this.state.restores;
      return effect();
    });
    if (life !== this.state.restores) throw unavailable();
    return result;
  }

  /** A copy, so that nobody writes into the store; now and then with a damaged byte. */
  private onTheWay(artifact: Uint8Array | undefined): Uint8Array | undefined {
    const bytes = artifact?.slice();
    const { scheduler } = this.link;
    if (bytes !== undefined && scheduler.chance(this.link.faults().damage)) {
      bytes[scheduler.below(bytes.length)]! ^= 1 << scheduler.below(8);
    }
    return bytes;
  }
}

function byKey(a: StoredDocument, b: StoredDocument): number {
  return a.key < b.key ? -1 : 1;
}
