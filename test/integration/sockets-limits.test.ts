import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { clientsBehind } from '../../src/gateway/limits/client-address.js';
import { openLogTail } from '../../src/gateway/live/log-tail.js';
import { openChannelTail } from '../../src/gateway/sockets/channel-tail.js';
import { openSockets, type SocketLimits } from '../../src/gateway/sockets/sockets.js';
import { routeUpgrades } from '../../src/gateway/upgrade.js';
import { revokeApiKey } from '../../src/store/till/api-keys.js';
import { pushMessage } from '../../src/store/till/channels.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { createTestIndex, silent, type TestIndex } from '../support/gateway.js';
import { until } from '../support/processes.js';
import {
  createTestKey,
  createTestMerchant,
  openTestTill,
  TEST_ACTOR,
  type TestMerchant,
} from '../support/till.js';
import { openSocket, refusedSocket } from '../support/web-socket.js';

let index: TestIndex;
let till: TillDatabase;
let shop: TestMerchant;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  index = await createTestIndex();
  till = await openTestTill(index.database.url);
  shop = await createTestMerchant(till);
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});
afterAll(async () => {
  await till.destroy();
  await index.close();
});

/** Sockets with limits of a test's own. @returns where they are */
async function serve(limits: Partial<SocketLimits>): Promise<string> {
  const databaseUrl = index.database.url;
  const tail = openLogTail({ till, databaseUrl, log: silent });
  const channels = openChannelTail({ till, databaseUrl, log: silent });
  const sockets = openSockets({
    till,
    tail,
    channels,
    dev: false,
    tillRefusal: () => null,
    clientOf: clientsBehind([]),
    log: silent,
    limits,
  });
  const server = createServer();
  routeUpgrades(server, [sockets.route], () => 0);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(async () => {
    sockets.close();
    server.closeAllConnections();
    server.close();
    await Promise.all([tail.close(), channels.close(), once(server, 'close')]);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const keyed = (key: string): string => `/api/v1/ws/${key}`;

describe('places', () => {
  it('of one key end at a number, and are free again when a connection ends', async () => {
    const address = await serve({ perKey: 2 });
    const first = await openSocket(address, keyed(shop.readKey));
    await openSocket(address, keyed(shop.readKey));
    const refused = await refusedSocket(address, keyed(shop.readKey));
    expect(refused).toMatchObject({ status: 429, retryAfter: '30' });
    const late = await openSocket(address, '/api/v1/ws');
    late.socket.send(JSON.stringify({ key: shop.readKey }));
    expect(await late.closed).toMatchObject({ code: 4429 });
    await openSocket(address, keyed(shop.secretKey));
    await first.close();
    await openSocket(address, keyed(shop.readKey));
  });

  it('of one address end at a number, with or without a key', async () => {
    const address = await serve({ perAddress: 2 });
    await openSocket(address, '/api/v1/ws');
    const second = await openSocket(address, keyed(shop.readKey));
    expect(await refusedSocket(address, '/api/v1/ws')).toMatchObject({ status: 429 });
    expect(await refusedSocket(address, keyed(shop.readKey))).toMatchObject({ status: 429 });
    await second.close();
    await openSocket(address, '/api/v1/ws');
  });

  it('are not taken by handshakes that fail', async () => {
    const address = await serve({ perAddress: 1 });
    for (let i = 0; i < 3; i++) {
      expect(await refusedSocket(address, keyed('rk_nobody'))).toMatchObject({ status: 401 });
    }
    await openSocket(address, keyed(shop.readKey));
  });
});

describe('those who are connected', () => {
  it('are asked whether they are there, and dropped where they do not answer', async () => {
    const address = await serve({ beatMs: 100 });
    const alive = await openSocket(address, keyed(shop.readKey));
    const dead = await openSocket(address, keyed(shop.readKey), { autoPong: false });
    let beats = 0;
    alive.socket.on('ping', () => (beats += 1));
    expect(await dead.closed).toMatchObject({ code: 1006 });
    await until('some beats more', () => beats > 5);
    expect(alive.socket.readyState).toBe(alive.socket.OPEN);
  });

  it('are dropped when their key is revoked', async () => {
    const address = await serve({ beatMs: 100 });
    const key = await createTestKey(till, { ...shop, kind: 'read' });
    const [id] = /^rk_[0-9a-f]{16}/.exec(key) ?? [''];
    const byUrl = await openSocket(address, keyed(key));
    const byMessage = await openSocket(address, '/api/v1/ws');
    byMessage.socket.send(JSON.stringify({ key }));
    await byMessage.next();
    const others = await openSocket(address, keyed(shop.readKey));
    await revokeApiKey(till, { id, merchantId: null }, TEST_ACTOR);
    expect(await byUrl.closed).toMatchObject({ code: 4401 });
    expect(await byMessage.closed).toMatchObject({ code: 4401 });
    expect(others.socket.readyState).toBe(others.socket.OPEN);
  });

  it('are dropped where they show no key in time', async () => {
    const address = await serve({ greetingMs: 100 });
    const silent = await openSocket(address, '/api/v1/ws/door');
    expect(await silent.closed).toMatchObject({ code: 4401 });
  });

  it('are dropped where they take nothing of what is sent, and hold up nobody', async () => {
    const address = await serve({ stallMs: 300, perKey: 2 });
    const { merchantId } = shop;
    const name = 'flood';
    const headers = { authorization: `Bearer ${shop.readKey}` };
    const slow = await openSocket(address, keyed(name), { headers });
    const quick = await openSocket(address, keyed(name), { headers });
    slow.socket.pause();
    // More than the system takes for a connection that nobody reads.
    const body = 'x'.repeat(64 * 1024);
    const count = 320;
    for (let i = 0; i < count; i++) await pushMessage(till, { merchantId, name, token: 'ch_flood', body });
    for (let i = 0; i < count; i++) expect((await quick.next()).length).toBe(body.length);
    await until('the place of the slow one is free', async () => {
      try {
        await (await openSocket(address, keyed(name), { headers })).close();
        return true;
      } catch {
        return false;
      }
    });
    slow.socket.resume();
    expect([1006, 1013]).toContain((await slow.closed).code);
    expect(slow.messages.length).toBeLessThan(count);
  }, 60_000);

  it('may go during the handshake', async () => {
    const address = await serve({ perAddress: 1 });
    for (let i = 0; i < 3; i++) {
      const socket = connect(Number(new URL(address).port), '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(
        `GET ${keyed(shop.readKey)} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
        () => socket.resetAndDestroy(),
      );
      await once(socket, 'close');
    }
    await until('the places are free again', async () => {
      try {
        await (await openSocket(address, keyed(shop.readKey))).close();
        return true;
      } catch {
        return false;
      }
    });
  });
});
