import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { createEmbeddedBackOffice } from '../../adapters/account-services/back-office/embedded-back-office.ts';
import { createHttpBackOffice } from '../../adapters/account-services/back-office/http-back-office.ts';
import { createMemoryStore, openEmbeddedStore, openRedisStore, type PlanStore } from '../../engine/index.ts';
import { type RedisServer, startRedis } from '../store/redis-server.ts';
import { describeBackOffice, type OpenBackOffice } from './back-office-contract.ts';
import { sampleProvisions } from './sample-provisions.ts';
import { TmfServer } from './tmf-server.ts';

const clock = { now: () => Date.parse('2026-11-22T12:00:00+01:00') };

async function embedded(store: PlanStore, end: () => void = () => {}): Promise<OpenBackOffice> {
  const backOffice = createEmbeddedBackOffice(store, clock);
  await backOffice.provision(sampleProvisions());
  return {
    backOffice,
    complete: async (order) => {
      await backOffice.advanceOrder(order, { state: 'completed' });
    },
    close: async () => {
      await store.close();
      end();
    },
  };
}

describeBackOffice('the back office in memory', () => embedded(createMemoryStore()));

describeBackOffice('the back office in a folder', () => {
  const path = mkdtempSync(join(tmpdir(), 'instrada-back-office-'));
  return embedded(openEmbeddedStore({ path }), () => rmSync(path, { recursive: true, force: true }));
});

let redis: RedisServer;
let opened = 0;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());
describeBackOffice('the back office in Redis', () =>
  embedded(openRedisStore({ url: redis.url, keyPrefix: `back-office-${++opened}` })),
);

async function overHttp(knowsFilters: boolean): Promise<OpenBackOffice> {
  const server = new TmfServer(sampleProvisions());
  server.knowsFilters = knowsFilters;
  const baseUrl = await server.listen();
  return {
    backOffice: createHttpBackOffice({ baseUrl, clock }),
    complete: async (order) => server.moveOn(order, { state: 'completed' }),
    close: () => server.close(),
  };
}

describeBackOffice('the back office over HTTP', () => overHttp(true));
describeBackOffice('the back office over HTTP, of a system that takes no notice of filters', () => overHttp(false));
