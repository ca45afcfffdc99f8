import { createServer, type Server } from 'node:net';
import { assertPortFree, startGatewayOnPort } from '../../../src/cli/start/gateway.js';
import { ChaintillError } from '../../../src/domain/errors.js';
import type { Gateway, GatewayOptions } from '../../../src/gateway/server.js';

const options = { host: '127.0.0.1' } as Omit<GatewayOptions, 'port'>;

/** A gateway that finds these ports taken. */
function gatewayWhere(...taken: number[]) {
  return ({ port }: GatewayOptions): Promise<Gateway> =>
    taken.includes(port)
      ? Promise.reject(new ChaintillError('PORT_TAKEN', `port ${port} is taken`))
      : Promise.resolve({
          port,
          url: '',
          health: () => Promise.reject(new Error('nothing runs')),
          close: () => Promise.resolve(),
        });
}

describe('startGatewayOnPort', () => {
  it('takes 4000, or the next that is free', async () => {
    expect(await startGatewayOnPort(options, null, gatewayWhere())).toMatchObject({ port: 4000 });
    expect(await startGatewayOnPort(options, null, gatewayWhere(4000, 4001))).toMatchObject({ port: 4002 });
  });

  it('takes no other than the one that was asked for', async () => {
    expect(await startGatewayOnPort(options, 4100, gatewayWhere(4000))).toMatchObject({ port: 4100 });
    await expect(startGatewayOnPort(options, 4100, gatewayWhere(4100))).rejects.toMatchObject({
      code: 'PORT_TAKEN',
    });
  });

  it('does not try other ports for another reason', async () => {
    const broken = () => Promise.reject(new ChaintillError('LISTEN_FAILED', 'no such address'));
    await expect(startGatewayOnPort(options, null, broken)).rejects.toMatchObject({ code: 'LISTEN_FAILED' });
  });
});

describe('assertPortFree', () => {
  it('tells a port that is taken from one that is free', async () => {
    const server: Server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    await expect(assertPortFree('127.0.0.1', port)).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: `port ${port} on 127.0.0.1 is taken: choose another with PORT`,
    });
    await new Promise((resolve) => server.close(resolve));
    await assertPortFree('127.0.0.1', port);
  });
});
