/** Following the heads of a node that goes, comes back, lies, or talks nonsense. */
import { followHeads, type Heads } from '../../src/chain/heads.js';
import { connectRpc } from '../../src/chain/rpc.js';
import { silent } from '../support/gateway.js';
import { eventually, startStubNode, type StubNode } from '../support/stub-node.js';

const GENESIS = `0x${'ab'.repeat(32)}`;
const DEAD = 'ws://127.0.0.1:1';

let closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.reverse()) await close();
  closers = [];
});

async function startNode(port?: number): Promise<StubNode> {
  const node = await startStubNode(port);
  closers.push(() => node.close());
  return node;
}

function follow(endpoints: readonly string[], genesisHash: string | null = GENESIS): Heads {
  const heads = followHeads({ endpoints, genesisHash, blockTimeMs: 6_000, log: silent });
  closers.push(() => heads.close());
  return heads;
}

describe('followHeads', () => {
  it('knows both heads at once, and follows them', async () => {
    const node = await startNode();
    const heads = follow([node.endpoint]);
    await heads.checked;
    expect(heads.state()).toMatchObject({
      status: 'following',
      reason: null,
      genesisHash: GENESIS,
      best: 5,
      finalized: 3,
    });
    node.setHeads(9, 7);
    await eventually(() => expect(heads.state()).toMatchObject({ best: 9, finalized: 7 }));
    node.setHeads(8, 7);
    await eventually(() => expect(heads.state()).toMatchObject({ best: 8, finalized: 7 }));
  });

  it('says so while no node is there, and follows the one that comes', async () => {
    const former = await startStubNode();
    await former.close();
    const heads = follow([former.endpoint]);
    expect(heads.state()).toMatchObject({
      status: 'connecting',
      best: null,
      finalized: null,
      sinceLastHead: null,
    });
    expect(heads.state().reason).not.toBeNull();
    await startNode(former.port);
    await eventually(() => expect(heads.state()).toMatchObject({ status: 'following', best: 5 }));
  }, 20_000);

  it('forgets the heads of a node that went, and takes them up again', async () => {
    const node = await startNode();
    const heads = follow([node.endpoint]);
    await heads.checked;
    node.setHeads(20, 18);
    node.dropConnections();
    await eventually(() => expect(heads.state()).toMatchObject({ status: 'connecting', best: null }));
    await eventually(() =>
      expect(heads.state()).toMatchObject({ status: 'following', best: 20, finalized: 18 }),
    );
    node.setHeads(21, 19);
    await eventually(() => expect(heads.state()).toMatchObject({ best: 21, finalized: 19 }));
  }, 20_000);

  it('takes the next endpoint where one is dead', async () => {
    const node = await startNode();
    const heads = follow([DEAD, node.endpoint]);
    await heads.checked;
    expect(heads.state().status).toBe('following');
  });

  it('takes no head from another chain', async () => {
    const node = await startNode();
    node.genesisHash = `0x${'cd'.repeat(32)}`;
    const heads = follow([node.endpoint]);
    await heads.checked;
    expect(heads.state()).toMatchObject({ status: 'wrong-chain', best: null, genesisHash: node.genesisHash });
    expect(heads.state().reason).toMatch(/0xcdcd.*0xabab/);
  });

  it('takes any chain where the profile names no genesis', async () => {
    const node = await startNode();
    const heads = follow([node.endpoint], null);
    await heads.checked;
    expect(heads.state().status).toBe('following');
  });

  it('outlives nonsense', async () => {
    const node = await startNode();
    node.mode = 'garbage';
    const heads = follow([node.endpoint]);
    await eventually(() => expect(heads.state().reason).toBe('no RPC endpoint gives its heads'));
    node.mode = 'ok';
    await eventually(() => expect(heads.state().status).toBe('following'));
  }, 20_000);

  it.each(['silent', 'ok'] as const)(
    'ends at once, whether the node answers or not: %s',
    async (mode) => {
      const node = await startNode();
      node.mode = mode;
      const heads = follow([node.endpoint, DEAD]);
      await new Promise((resolve) => setTimeout(resolve, 100));
      await heads.close();
    },
    3_000,
  );
});

describe('connectRpc', () => {
  it('goes on with a subscription after the connection was lost', async () => {
    const node = await startNode();
    const rpc = await connectRpc([node.endpoint]);
    closers.push(() => rpc.close());
    const seen: string[] = [];
    const unsubscribe = await rpc.subscribe<{ number: string }>(
      'chain_newHead',
      'chain_subscribeNewHeads',
      'chain_unsubscribeNewHeads',
      ({ number }) => void seen.push(number),
    );
    await eventually(() => expect(seen).toEqual(['0x5']));
    node.dropConnections();
    await eventually(() => expect(rpc.connected).toBe(false));
    await expect(rpc.request('chain_getHeader')).rejects.toMatchObject({ code: 'RPC_FAILED' });
    await eventually(() => expect(seen).toEqual(['0x5', '0x5']));
    node.setHeads(6, 6);
    await eventually(() => expect(seen.at(-1)).toBe('0x6'));
    await unsubscribe();
    node.setHeads(7, 7);
    await rpc.request('chain_getHeader');
    expect(seen).not.toContain('0x7');
  }, 20_000);

  it('gives up on a node that does not answer, and hides what its address carries', async () => {
    const failure = await connectRpc(['ws://user:key@127.0.0.1:1/secret-key?token=abc'], 300).catch(
      (e: unknown) => e,
    );
    expect(failure).toMatchObject({
      code: 'RPC_UNREACHABLE',
      message: expect.stringContaining('127.0.0.1:1') as string,
    });
    expect((failure as Error).message).not.toMatch(/key|abc/);
  });

  it('says which request timed out', async () => {
    const node = await startNode();
    const rpc = await connectRpc([node.endpoint]);
    closers.push(() => rpc.close());
    node.mode = 'silent';
    await expect(rpc.request('chain_getHeader', [], 100)).rejects.toMatchObject({
      code: 'RPC_TIMEOUT',
      message: expect.stringContaining('chain_getHeader') as string,
    });
  });
});
