import { createServer } from 'node:https';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEV_TARGETS } from '../../src/domain/webhook/target.js';
import type { Outcome } from '../../src/notify/egress/outcome.js';
import { createEgress, type EgressOptions } from '../../src/notify/egress/post.js';
import { createCertificate } from '../support/certificate.js';
import { watch, type Watched } from '../support/processes.js';
import { startReceiver } from '../support/receiver.js';
import { listen, type Listening } from '../support/tcp-server.js';

const certificate = createCertificate('shop.test');

describe('a webhook over TLS', () => {
  let server: Listening;
  let heard: string[] = [];

  beforeAll(async () => {
    server = await listen(
      createServer(certificate, ({ headers }, response) => {
        heard.push(headers.host ?? '');
        response.writeHead(204).end();
      }),
    );
  });
  afterAll(() => server.close());
  beforeEach(() => (heard = []));

  async function post(host: string, options: Partial<EgressOptions>): Promise<Outcome> {
    const resolve = (): Promise<readonly string[]> => Promise.resolve(['127.0.0.1']);
    const egress = createEgress({ connectTimeoutMs: 10_000, resolve, ...options });
    try {
      const url = `https://${host}:${server.port}/`;
      const body = Buffer.from('{}');
      return await egress.post({ url, policy: DEV_TARGETS, headers: {}, body, deadlineMs: 60_000 });
    } finally {
      await egress.close();
    }
  }

  it('arrives at a host with a certificate of its name from a known authority', async () => {
    expect(await post('shop.test', { certificates: [certificate.cert] })).toMatchObject({ status: 204 });
    expect(heard).toEqual([`shop.test:${server.port}`]);
  });

  it('says nothing to a host that signed its certificate itself', async () => {
    const outcome = await post('shop.test', {});
    expect(outcome).toMatchObject({ kind: 'failure', failure: 'tls' });
    expect(outcome).toHaveProperty('message', expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT'));
    expect(heard).toEqual([]);
  });

  it("says nothing to a host with another host's certificate", async () => {
    const options = { certificates: [certificate.cert] };
    expect(await post('other.test', options)).toMatchObject({ failure: 'tls' });
    expect(await post('127.0.0.1', options)).toMatchObject({ failure: 'tls' });
    expect(heard).toEqual([]);
  });

  it('says that a host speaks no TLS', async () => {
    const plain = await startReceiver();
    const egress = createEgress({ connectTimeoutMs: 10_000 });
    const url = `https://127.0.0.1:${plain.port}/`;
    const request = { url, policy: DEV_TARGETS, headers: {}, body: Buffer.from('{}'), deadlineMs: 60_000 };
    expect(await egress.post(request)).toMatchObject({ kind: 'failure', failure: 'tls' });
    await egress.close();
    await plain.close();
  });

  it('checks certificates though the environment says not to, and trusts the authorities that it adds', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'chaintill-tls-'));
    try {
      writeFileSync(join(folder, 'cert.pem'), certificate.cert);
      const script = `
        const { createEgress } = await import('./dist/notify/egress/post.js');
        const { DEV_TARGETS } = await import('./dist/domain/webhook/target.js');
        const egress = createEgress({ connectTimeoutMs: 10_000, resolve: async () => ['127.0.0.1'] });
        const url = 'https://shop.test:${server.port}/';
        const request = { url, policy: DEV_TARGETS, headers: {}, body: Buffer.from('{}'), deadlineMs: 60_000 };
        const { status, failure } = await egress.post(request);
        console.log('came to ' + (status ?? failure));
        await egress.close();
      `;
      const run = (env: Record<string, string>): Watched =>
        watch(['--input-type=module', '--eval', script], { env });
      const careless = run({ NODE_TLS_REJECT_UNAUTHORIZED: '0' });
      expect((await careless.line(/came to (\w+)/))[1]).toBe('tls');
      const trusting = run({ NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem') });
      expect((await trusting.line(/came to (\w+)/))[1]).toBe('204');
      await Promise.all([careless.exited, trusting.exited]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
