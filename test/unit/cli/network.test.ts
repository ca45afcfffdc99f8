import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { WebSocketServer } from 'ws';
import { checkNetwork, loadProfile } from '../../../src/cli/network.js';
import { freePort } from '../../../src/cli/process/port.js';
import type { NetworkProfile } from '../../../src/domain/network.js';

describe('loadProfile', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'chaintill-networks-'));
    cpSync('networks', folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function change(name: string, edit: (profile: Record<string, unknown>) => void): void {
    const path = join(folder, `${name}.json`);
    const profile = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    edit(profile);
    writeFileSync(path, JSON.stringify(profile));
  }

  it.each(readdirSync('networks').map((file) => basename(file, '.json')))('reads %s', async (name) => {
    expect((await loadProfile(name)).name).toBe(name);
  });

  it('reads a profile from anywhere by its path', async () => {
    expect((await loadProfile(join(folder, 'liberland.json'))).title).toBe('Liberland');
  });

  it('lists the networks that exist when asked for another', async () => {
    await expect(loadProfile('liberlnad', folder)).rejects.toMatchObject({
      code: 'NETWORK_UNKNOWN',
      message: expect.stringContaining('Known: asset-hub-polkadot, liberland, liberland-testnet.') as string,
    });
  });

  it.each(['../package', '/etc/passwd', 'a b', ''])('does not take %j for a name', async (name) => {
    await expect(loadProfile(name, folder)).rejects.toMatchObject({ code: 'NETWORK_UNKNOWN' });
  });

  it('says which fields of a file are wrong', async () => {
    change('liberland', (profile) => {
      profile['endpoints'] = ['wss://a.example', 'http://b.example'];
      profile['native'] = { symbol: 'LLD', name: 'LLD', decimals: 12.5, existentialDeposit: '1' };
    });
    await expect(loadProfile('liberland', folder)).rejects.toMatchObject({
      code: 'NETWORK_INVALID',
      message: expect.stringMatching(/liberland\.json: endpoints\.1: .*; native\.decimals: /) as string,
    });
  });

  it('refuses a profile under another name, without a genesis, or that is not JSON', async () => {
    change('liberland', (profile) => (profile['name'] = 'other'));
    change('liberland-testnet', (profile) => (profile['genesisHash'] = null));
    writeFileSync(join(folder, 'broken.json'), '{');
    for (const [name, reason] of [
      ['liberland', 'name: expected "liberland"'],
      ['liberland-testnet', 'genesisHash: '],
      ['broken', 'is not JSON'],
    ] as const) {
      await expect(loadProfile(name, folder)).rejects.toMatchObject({
        code: 'NETWORK_INVALID',
        message: expect.stringContaining(reason) as string,
      });
    }
  });
});

describe('checkNetwork', () => {
  const servers: WebSocketServer[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) {
      for (const client of server.clients) client.terminate();
      server.close();
    }
  });

  /** A node that answers every request with the hash of its block 0. */
  async function node(genesisHash: string): Promise<string> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    servers.push(server);
    server.on('connection', (socket) => {
      socket.on('message', (data: Buffer) => {
        const { id } = JSON.parse(data.toString()) as { id: number };
        socket.send(JSON.stringify({ jsonrpc: '2.0', id, result: genesisHash }));
      });
    });
    await new Promise((resolve) => server.once('listening', resolve));
    return `ws://127.0.0.1:${(server.address() as { port: number }).port}`;
  }

  const nowhere = async () => `ws://127.0.0.1:${await freePort()}`;
  const genesis = `0x${'6b'.repeat(32)}`;
  const other = `0x${'13'.repeat(32)}`;
  const profile = { name: 'a', title: 'A Chain', genesisHash: genesis } as NetworkProfile;

  it('gives the genesis, and the endpoints that do not answer', async () => {
    const silent = await nowhere();
    expect(await checkNetwork(profile, [silent, await node(genesis)], 2_000)).toEqual({
      genesisHash: genesis,
      silent: [silent],
    });
  });

  it('takes what a dev chain reports', async () => {
    const check = await checkNetwork({ ...profile, genesisHash: null }, [await node(other)]);
    expect(check.genesisHash).toBe(other);
  });

  it('refuses an endpoint of another chain, even as the second one', async () => {
    const endpoint = await node(other);
    await expect(checkNetwork(profile, [await node(genesis), endpoint])).rejects.toMatchObject({
      code: 'GENESIS_MISMATCH',
      message: expect.stringContaining(
        `${endpoint} serves another chain than A Chain: its genesis is ${other}`,
      ) as string,
    });
  });

  it('names the endpoints when none answers', async () => {
    const endpoint = await nowhere();
    await expect(checkNetwork(profile, [endpoint], 1_000)).rejects.toMatchObject({
      code: 'RPC_UNREACHABLE',
      message: expect.stringContaining(endpoint) as string,
    });
  });
});
