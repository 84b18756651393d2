import { HeadScan } from '../store/embedded-scan.ts';
import { type EmbeddedTables, openTables } from '../store/embedded-tables.ts';
import type { HeadEntry, ShardPosition } from '../store/plan-store.ts';
import { encodeRecord } from '../store/record-bytes.ts';
import type { CopyChange, LocalCopy, SiteStatus } from './local-copy.ts';
import type { Refusal } from './node-state.ts';

const POSITIONS = 'positions';
const REFUSED = 'refused';

/**
 * Opens a node's local copy in a folder of its own: the heads and statuses of an embedded store, without history.
 * @throws EngineError STORE_UNAVAILABLE, STORE_FORMAT, STORE_CORRUPT; it may be deleted and opened anew
 */
export function openLocalCopy(path: string): LocalCopy {
  return new EmbeddedCopy(openTables(path, false));
}

class EmbeddedCopy implements LocalCopy {
  private readonly tables: EmbeddedTables;

  constructor(tables: EmbeddedTables) {
    this.tables = tables;
  }

  async positions(): Promise<readonly ShardPosition[]> {
    const value = this.tables.meta.get(POSITIONS);
    return value === undefined ? [] : JSON.parse(value.toString('utf8'));
  }

  async *scan(): AsyncGenerator<readonly HeadEntry[]> {
    const scan = new HeadScan(this.tables);
    try {
      for (let batch = scan.next(); batch.length > 0; batch = scan.next()) yield batch;
    } finally {
      scan.close();
    }
  }

  async *outOfService(): AsyncGenerator<readonly SiteStatus[]> {
    yield [...this.tables.outOfService.getRange()].map(({ key, value }) => ({
      number: key,
      sites: JSON.parse(value.toString('utf8')),
    }));
  }

  async refused(): Promise<readonly Refusal[]> {
    const value = this.tables.meta.get(REFUSED);
    return value === undefined ? [] : JSON.parse(value.toString('utf8'));
  }

  async save({ heads = [], statuses = [], allStatuses, positions, refused }: CopyChange): Promise<void> {
    const { root, meta, heads: headTable, outOfService } = this.tables;
    // Taken now: the artifacts of a batch live only until the next one.
    const rows = heads.map(({ record, artifact }) => [record.number, encodeRecord(record, artifact)] as const);
    await root.transaction(() => {
      for (const [number, row] of rows) void headTable.put(number, row);
      if (allStatuses) for (const number of [...outOfService.getKeys()]) void outOfService.remove(number);
      for (const { number, sites } of statuses) {
        if (sites.length === 0) void outOfService.remove(number);
        else void outOfService.put(number, Buffer.from(JSON.stringify(sites)));
      }
      if (positions !== undefined) void meta.put(POSITIONS, Buffer.from(JSON.stringify(positions)));
      if (refused !== undefined) void meta.put(REFUSED, Buffer.from(JSON.stringify(refused)));
    });
  }

  async clear(): Promise<void> {
    const { root, meta, heads, outOfService } = this.tables;
    await root.transaction(() => {
      void meta.remove(POSITIONS);
      void meta.remove(REFUSED);
      void heads.clearAsync();
      void outOfService.clearAsync();
    });
  }

  async close(): Promise<void> {
    await this.tables.close();
  }
}
