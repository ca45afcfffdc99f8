/** Gateway, settler and notifier as processes whose time of day is set forward and back while they run. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { network } from '../../support/network.js';
import { watchScript, type Watched } from '../../support/processes.js';
import { SECRET_KEY } from '../delivery-kills/parts.js';

/** Loaded before anything else: all that asks for the time of day is told another; what counts time as it passes is not. */
const CLOCK = `
  import { readFileSync } from 'node:fs';
  const Real = Date;
  let shift = 0;
  const look = () => (shift = Number(readFileSync(process.env.CLOCK_FILE, 'utf8')));
  const now = () => Real.now() + shift;
  look();
  setInterval(look, 20).unref();
  globalThis.Date = new Proxy(Real, {
    construct: (target, args, made) => Reflect.construct(target, args.length === 0 ? [now()] : args, made),
    apply: () => new Real(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });`;

const SETTLER = `
  const { startSettler } = await import(dist('settlement/settler.js'));
  const { pino } = await import('pino');
  const notation = { ss58Prefix: 42, native: { symbol: 'LLD', decimals: 12 }, assets: new Map() };
  const settler = startSettler({
    databaseUrl: process.argv[1], schema: 'chain', chainIdentity: '0x00', dustOf: () => 0n, notation,
    log: pino({ level: 'warn' }),
  });
  process.on('SIGTERM', () => settler.close());`;

const NOTIFIER = `
  const { startNotifier } = await import(dist('notify/start.js'));
  const { pino } = await import('pino');
  const [, databaseUrl, secretKey, network] = process.argv;
  const notifier = startNotifier({
    databaseUrl, secretKey, network: JSON.parse(network), chainIdentity: '0x00', log: pino({ level: 'warn' }),
    pace: 0.1,
  });
  process.on('SIGTERM', () => notifier.close());`;

const GATEWAY = `
  const { startGateway } = await import(dist('gateway/server.js'));
  const { pino } = await import('pino');
  const [, databaseUrl, secretKey, network, endpoint, perAddress] = process.argv;
  const gateway = await startGateway({
    databaseUrl, secretKey, network: JSON.parse(network), chainIdentity: '0x00', host: '127.0.0.1', port: 0,
    endpoints: [endpoint], indexerUrl: null, log: pino({ level: 'warn' }), limits: { perAddress: Number(perAddress) },
  });
  console.log('listens on ' + gateway.url);
  process.on('SIGTERM', () => gateway.close());`;

export interface ClockedPart {
  readonly name: string;
  /** Sets its clock: so many milliseconds ahead of the true time. */
  shift(ms: number): void;
  /** All that its clock was ahead by so far. */
  readonly shifts: readonly number[];
  readonly running: Watched;
  stop(): Promise<void>;
}

/** @param folder for what the process reads its clock from */
function startClocked(folder: string, name: string, script: string, args: readonly string[]): ClockedPart {
  const file = join(folder, `${name}.clock`);
  const shifts: number[] = [];
  const shift = (ms: number): void => {
    shifts.push(ms);
    writeFileSync(file, String(ms));
  };
  shift(0);
  const preload = join(folder, 'clock.mjs');
  writeFileSync(preload, CLOCK);
  const running = watchScript(script, args, {
    NODE_OPTIONS: `--import ${pathToFileURL(preload).href}`,
    CLOCK_FILE: file,
  });
  return {
    ...{ name, shift, shifts, running },
    async stop() {
      running.child.kill('SIGTERM');
      await running.exited;
    },
  };
}

export function startClockedSettler(folder: string, databaseUrl: string): ClockedPart {
  return startClocked(folder, 'settler', SETTLER, [databaseUrl]);
}

export function startClockedNotifier(folder: string, databaseUrl: string): ClockedPart {
  const args = [databaseUrl, SECRET_KEY, JSON.stringify(network)];
  return startClocked(folder, 'notifier', NOTIFIER, args);
}

/**
 * @param endpoint of a node
 * @param perAddress requests that one address may make in a minute
 */
export async function startClockedGateway(
  folder: string,
  databaseUrl: string,
  endpoint: string,
  perAddress: number,
): Promise<ClockedPart & { readonly url: string }> {
  const args = [databaseUrl, SECRET_KEY, JSON.stringify(network), endpoint, String(perAddress)];
  const part = startClocked(folder, 'gateway', GATEWAY, args);
  const [, url = ''] = await part.running.line(/listens on (\S+)/);
  return { ...part, url };
}
