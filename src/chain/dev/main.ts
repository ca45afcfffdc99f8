// Entry point of the dev chain's process: `node main.js --port N [--host H] [--chain-spec FILE] [--strict-port]`.
// Prints one line of JSON when it is ready, logs to stderr, and ends with its parent.
import { fstatSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { ChaintillError } from '../../domain/errors.js';
import type { DevChainMessage } from './messages.js';
import { readChainSpec } from './spec-file.js';

/** How long closing may take, in milliseconds. There is nothing to lose: the chain is in memory. */
const CLOSE_WITHIN_MS = 2_000;

const log = pino({ name: 'dev-chain', base: null }, pino.destination({ dest: 2, sync: true }));
// Chopsticks writes its own log to stdout, and reads its level when it is loaded.
process.env['LOG_LEVEL'] ??= 'warn';

let close = (): Promise<void> => Promise.resolve();
let ending = false;

function end(code: number): void {
  if (ending) return;
  ending = true;
  setTimeout(() => process.exit(code), CLOSE_WITHIN_MS).unref();
  close().then(
    () => process.exit(code),
    (error: unknown) => {
      log.error({ err: error }, 'closing failed');
      process.exit(code);
    },
  );
}

function endWithParent(): void {
  if (process.connected) process.on('disconnect', () => end(0));
  else if (fstatSync(0).isFIFO() || fstatSync(0).isSocket()) process.stdin.on('end', () => end(0)).resume();
}

async function tell(message: DevChainMessage): Promise<void> {
  process.stdout.write(`${JSON.stringify(message)}\n`);
  if (process.connected) await new Promise((resolve) => process.send?.(message, undefined, {}, resolve));
}

function port(text: string): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : Infinity;
  if (number <= 65_535) return number;
  throw new ChaintillError(
    'BAD_PORT',
    `--port ${JSON.stringify(text)} is not a port. Write a number from 0 to 65535.`,
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '9944' },
      host: { type: 'string', default: '127.0.0.1' },
      'chain-spec': { type: 'string' },
      'strict-port': { type: 'boolean', default: false },
    },
  });
  const options = { host: values.host, port: port(values.port), strictPort: values['strict-port'] };
  const spec = await readChainSpec(values['chain-spec']);
  const { runDevChain } = await import('./run.js');
  const chain = await runDevChain(spec, options, log);
  close = chain.close;
  await tell({ ready: true, endpoint: chain.endpoint, profile: chain.profile });
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => end(0));
// A promise that chopsticks does not wait for must not end the chain.
process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled rejection'));
process.on('uncaughtException', (error) => {
  log.fatal({ err: error }, 'uncaught exception');
  end(1);
});
endWithParent();
main().catch(async (error: unknown) => {
  const known = error instanceof ChaintillError;
  log.fatal({ err: error }, 'the dev chain cannot start');
  await tell({
    ready: false,
    code: known ? error.code : 'DEV_CHAIN_START_FAILED',
    message: known ? error.message : `the dev chain cannot start: ${String(error)}`,
  });
  end(1);
});
