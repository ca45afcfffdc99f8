import { createServer } from 'node:net';
import { PUBLIC_TARGETS, type TargetPolicy } from '../../src/domain/webhook/target.js';
import { createAgent } from '../../src/notify/egress/agent.js';
import type { Outcome } from '../../src/notify/egress/outcome.js';
import { createEgress, type Egress } from '../../src/notify/egress/post.js';
import { createDnsResolve, type Resolve } from '../../src/notify/egress/resolve.js';
import { startDnsServer, type DnsServer } from '../support/dns-server.js';
import { until } from '../support/processes.js';
import { startReceiver, type Receiver } from '../support/receiver.js';
import { listen } from '../support/tcp-server.js';
import { refusal } from '../unit/domain/refusal.js';

/** http and any port, but no address that is not public. */
const NO_EXCEPTION: TargetPolicy = { ...PUBLIC_TARGETS, allowHttp: true, allowedPorts: null };
const LOOPBACK: TargetPolicy = { ...NO_EXCEPTION, allowedCidrs: ['127.0.0.1/32'] };
const REFUSED = { kind: 'failure', failure: 'refused-address' };
const LONG_MS = 60_000;

describe('where a host name leads', () => {
  let receiver: Receiver;
  let answers: readonly (readonly string[])[] = [];
  let asked = 0;
  let egress: Egress;

  /** Gives one of `answers` after the other, and stays with the last. */
  const resolve: Resolve = async () => {
    const addresses = answers[Math.min(asked++, answers.length - 1)] ?? [];
    return Promise.resolve(addresses);
  };

  beforeEach(async () => {
    asked = 0;
    egress = createEgress({ connectTimeoutMs: 10_000, resolve });
    receiver = await startReceiver('0.0.0.0');
  });

  afterEach(async () => {
    await egress.close();
    await receiver.close();
  });

  function post(policy = LOOPBACK, url = `http://shop.test:${receiver.port}/`): Promise<Outcome> {
    return egress.post({ url, policy, headers: {}, body: Buffer.from('{}'), deadlineMs: LONG_MS });
  }

  it.each([
    ...['0.0.0.0', '10.0.0.1', '172.16.0.1', '192.168.0.1', '100.64.0.1', '127.0.0.1', '169.254.169.254'],
    ...[
      '192.0.0.1',
      '192.0.2.1',
      '192.88.99.1',
      '198.18.0.1',
      '198.51.100.1',
      '203.0.113.1',
      '168.63.129.16',
    ],
    ...['224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ...['::', '::1', '::7f00:1', '::ffff:7f00:1', '::ffff:0:7f00:1', '64:ff9b::7f00:1', '64:ff9b:1::1'],
    ...['100::1', '2001::1', '2001:db8::1', '2002:7f00:1::1', '3fff::1', '5f00::1', 'fc00::1', 'fe80::1'],
    ...['fec0::1', 'ff02::1', 'not-an-address', ''],
  ])('is refused when it is %s, by name or written out', async (address) => {
    answers = [[address]];
    expect(await post(NO_EXCEPTION)).toMatchObject(REFUSED);
    const literal = address.includes(':') ? `[${address}]` : address;
    if (!/^[0-9a-f.:]+$/.test(address)) return;
    expect(await post(NO_EXCEPTION, `http://${literal}:${receiver.port}/`)).toMatchObject({ failure: 'url' });
    expect(receiver.connections()).toBe(0);
  });

  it('is never shown to whoever asked', async () => {
    answers = [['10.11.12.13']];
    expect(JSON.stringify(await post())).not.toContain('10.11');
  });

  it('is reached where the policy names it, and only there', async () => {
    answers = [['127.0.0.2', '127.0.0.1', '::1', '10.0.0.1']];
    expect(await post()).toMatchObject({ kind: 'response', status: 200 });
    expect(receiver.received.map(({ address }) => address)).toEqual(['127.0.0.1']);
  });

  it('is asked once for a connection, so that a second answer leads nowhere', async () => {
    answers = [['127.0.0.1'], ['127.0.0.2']];
    receiver.answer = (response) => response.writeHead(200, { connection: 'close' }).end();
    expect(await post()).toMatchObject({ status: 200 });
    expect(asked).toBe(1);
    expect(await post()).toMatchObject(REFUSED);
    expect(asked).toBe(2);
    expect(receiver.received.map(({ address }) => address)).toEqual(['127.0.0.1']);
  });

  it('gives no connection that one policy allowed to another', async () => {
    answers = [['127.0.0.1']];
    expect(await post(LOOPBACK)).toMatchObject({ status: 200 });
    expect(await post(NO_EXCEPTION)).toMatchObject(REFUSED);
    expect(await post(LOOPBACK)).toMatchObject({ status: 200 });
    expect(receiver.received).toHaveLength(2);
  });

  it('is not asked for localhost, which is this machine', async () => {
    answers = [['8.8.8.8']];
    expect(await post(NO_EXCEPTION, `http://localhost:${receiver.port}/`)).toMatchObject({ failure: 'url' });
    await expect(createDnsResolve()('shop.localhost')).resolves.toEqual(['127.0.0.1', '::1']);
  });

  it('is checked by the connection itself for a literal address', async () => {
    const agent = createAgent({ policy: NO_EXCEPTION, connectTimeoutMs: 10_000, resolve });
    const request = agent.request({ origin: receiver.url, path: '/', method: 'GET' });
    await expect(request).rejects.toEqual(refusal('ADDRESS_REFUSED'));
    await agent.destroy();
    expect(receiver.connections()).toBe(0);
  });

  it('keeps nobody waiting past the deadline, and is then asked in vain', async () => {
    let answer: (addresses: readonly string[]) => void = () => undefined;
    const slow = createEgress({
      connectTimeoutMs: LONG_MS,
      resolve: () => new Promise((found) => (answer = found)),
    });
    const request = { url: `http://shop.test:${receiver.port}/late`, policy: LOOPBACK, headers: {} };
    const late = slow.post({ ...request, body: Buffer.from('{}'), deadlineMs: 100 });
    expect(await late).toMatchObject({ kind: 'failure', failure: 'timeout' });
    answer(['127.0.0.1']);
    await until('the connection is made', () => receiver.connections() === 1);
    const next = slow.post({
      ...request,
      url: `http://shop.test:${receiver.port}/next`,
      body: Buffer.from('{}'),
      deadlineMs: LONG_MS,
    });
    answer(['127.0.0.1']);
    expect(await next).toMatchObject({ status: 200 });
    expect(receiver.received.map(({ url }) => url)).toEqual(['/next']);
    await slow.close();
  });

  it('may hang while a connection is made, for as long as connecting may take', async () => {
    const silent = await listen(createServer());
    answers = [['127.0.0.1']];
    const short = createEgress({ connectTimeoutMs: 200, resolve });
    const url = `https://shop.test:${silent.port}/`;
    const hung = { url, policy: LOOPBACK, headers: {}, body: Buffer.from('{}'), deadlineMs: LONG_MS };
    expect(await short.post(hung)).toMatchObject({ kind: 'failure', failure: 'timeout' });
    expect(silent.connections()).toBe(1);
    await short.close();
    await silent.close();
  });
});

describe('createDnsResolve', () => {
  let dns: DnsServer;
  let resolve: Resolve;

  beforeAll(async () => {
    const v4 = Buffer.of(192, 0, 2, 1);
    const v6 = Buffer.from('20010db8000000000000000000000001', 'hex');
    dns = await startDnsServer((name, type) => {
      if (name === 'both.test') return type === 'A' ? [v4, v4] : [v6];
      if (name === 'four.test') return type === 'A' ? [v4] : [];
      if (name === 'six.test') return type === 'A' ? [] : [v6];
      if (name === 'half.test') return type === 'A' ? [v4] : null;
      return name === 'silent.test' ? null : [];
    });
    resolve = createDnsResolve([dns.address]);
  });

  afterAll(() => dns.close());

  it('finds the addresses of both kinds', async () => {
    expect(new Set(await resolve('both.test'))).toEqual(new Set(['192.0.2.1', '2001:db8::1']));
    expect(await resolve('four.test')).toEqual(['192.0.2.1']);
    expect(await resolve('six.test')).toEqual(['2001:db8::1']);
  });

  it('waits for no server that leaves one of the two questions unanswered', async () => {
    expect(await resolve('half.test')).toEqual(['192.0.2.1']);
  });

  it('says when a name does not exist, or nobody answers', async () => {
    await expect(resolve('none.test')).rejects.toEqual(refusal('HOST_NOT_FOUND'));
    await expect(resolve('silent.test')).rejects.toEqual(refusal('HOST_NOT_FOUND'));
    const egress = createEgress({ connectTimeoutMs: LONG_MS, resolve });
    const request = { policy: PUBLIC_TARGETS, headers: {}, body: Buffer.from('{}'), deadlineMs: LONG_MS };
    expect(await egress.post({ ...request, url: 'https://none.test/' })).toMatchObject({ failure: 'dns' });
    await egress.close();
  }, 30_000);
});
