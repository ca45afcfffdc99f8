import { pathToFileURL } from 'node:url';
import { watch } from '../support/processes.js';

jest.setTimeout(60_000);

/** Listens as asked and prints the address that became of it. */
async function listen(how: string): Promise<string> {
  const script = `
    const server = require('node:http').createServer();
    server.on('error', (error) => console.log('error ' + error.code));
    server.on('listening', () => { console.log('on ' + server.address().address); process.exit(); });
    try { ${how} } catch (error) { console.log('error ' + error.message); }`;
  const child = watch(['--import', pathToFileURL('dist/cli/indexer/loopback.js').href, '-e', script]);
  await child.exited;
  return child.lines.join('\n');
}

describe("the indexer's servers", () => {
  it.each([
    'server.listen(0)',
    "server.listen('0')",
    'server.listen(0, () => {})',
    "server.listen(0, '0.0.0.0')",
    "server.listen(0, '::', 511, () => {})",
    'server.listen({ port: 0 })',
    "server.listen({ port: 0, host: '0.0.0.0' }, () => {})",
  ])('are on 127.0.0.1 only: %s', async (how) => {
    expect(await listen(how)).toBe('on 127.0.0.1');
  });

  it.each(["server.listen('/tmp/chaintill-indexer.sock')", 'server.listen()'])(
    'are not on anything else: %s',
    async (how) => {
      expect(await listen(how)).toMatch(/^error .*127\.0\.0\.1 only/);
    },
  );
});
