import { createRequire } from 'node:module';
import { Command } from 'commander';
import { ChaintillError } from '../domain/errors.js';
import type { CreateOptions, ListOptions } from './commands/keys.js';
import type { ListenFlags } from './commands/listen.js';
import type { SweepOptions } from './commands/sweep.js';
import { loadConfig, type Config, type Flags } from './config.js';
import { createProgress, type Progress } from './progress.js';
import { settings, type Command as CommandName, type Setting } from './settings.js';

const { description, version } = createRequire(import.meta.url)('../../package.json') as Record<
  'description' | 'version',
  string
>;
const program = new Command('chaintill').description(description).version(version);

/** Loaded when it is run: not every command needs every library. */
type Load = () => Promise<(config: Config, progress: Progress) => Promise<void>>;

/** Gives a command the flags of the settings that it takes. @returns what reads them, and what else was given. */
function takeSettings(command: Command, name: CommandName): () => Config {
  for (const [key, setting] of Object.entries<Setting>(settings)) {
    if (!setting.commands.includes(name) || setting.flag === null) continue;
    const meaning =
      `${setting.text} (default: ${setting.fallback}; variable: ${setting.variable})`.replaceAll('`', '');
    if (key === 'endpoints' || key === 'secondEndpoints') {
      command.option(setting.flag, meaning, (url: string, before?: string[]) => [...(before ?? []), url]);
    } else {
      command.option(setting.flag, meaning);
    }
  }
  return () => {
    const { endpoint, secondEndpoint, ...flags } = command.opts<
      Record<string, string> & { endpoint?: string[]; secondEndpoint?: string[] }
    >();
    const given: Flags = {
      ...flags,
      ...(endpoint && { endpoints: endpoint }),
      ...(secondEndpoint && { secondEndpoints: secondEndpoint }),
    };
    return loadConfig(name, given, process.env);
  };
}

function add(name: CommandName, text: string, load: Load): void {
  const command = program.command(name).description(text);
  const readConfig = takeSettings(command, name);
  command.action(async () => {
    const config = readConfig();
    const run = await load();
    await run(config, createProgress(process.stdout));
  });
}

add(
  'start',
  'run everything: Postgres, a chain, the indexer and the gateway',
  async () => (await import('./commands/start.js')).start,
);
add(
  'demo',
  'pay an order on the dev chain and watch it arrive',
  async () => (await import('./commands/demo.js')).demo,
);
add(
  'gateway',
  'run the gateway alone, over an existing index',
  async () => (await import('./commands/gateway.js')).gateway,
);
add(
  'notifier',
  'send webhooks, from an existing Postgres; several can run',
  async () => (await import('./commands/notifier.js')).notifier,
);
add(
  'indexer',
  'run the indexer alone, into an existing Postgres',
  async () => (await import('./commands/indexer.js')).indexer,
);
add(
  'migrate',
  'bring the tables of orders and merchants up to this version',
  async () => (await import('./commands/migrate.js')).migrate,
);

const keys = program.command('keys').description('make, list and revoke API keys');
const create = keys
  .command('create')
  .description('make a key, and print it this once')
  .requiredOption('--name <name>', 'what it is for')
  .option('--admin', "an operator's key")
  .option('--merchant <id>', 'a key of this merchant')
  .option('--read', 'a key that only reads')
  .option('--json', 'print it as JSON');
const createConfig = takeSettings(create, 'keys');
create.action(async (options: CreateOptions) =>
  (await import('./commands/keys.js')).createKey(createConfig(), options),
);
const list = keys
  .command('list')
  .description('list keys, without what is secret of them')
  .option('--merchant <id>', 'of this merchant only')
  .option('--json', 'print them as JSON');
const listConfig = takeSettings(list, 'keys');
list.action(async (options: ListOptions) =>
  (await import('./commands/keys.js')).listKeys(listConfig(), options),
);
const revoke = keys
  .command('revoke <id>')
  .description('revoke a key for good; its id is what comes before the secret');
const revokeConfig = takeSettings(revoke, 'keys');
revoke.action(async (id: string) => (await import('./commands/keys.js')).revokeKey(revokeConfig(), id));

const sweep = program
  .command('sweep')
  .description('print the extrinsics that move what deposit addresses hold to the account that owns them')
  .requiredOption('--account <address>', 'the owner of the deposit addresses')
  .option('--json', 'print them as JSON');
const sweepConfig = takeSettings(sweep, 'sweep');
sweep.action(async (options: SweepOptions) =>
  (await import('./commands/sweep.js')).sweep(sweepConfig(), options),
);

const listen = program
  .command('listen')
  .description("hand a merchant's events on to a server on this machine, signed as webhooks")
  .option('--forward-to <url>', 'where they are posted; asked again until it answers 2xx')
  .option('--types <types>', 'of these types only, joined by commas')
  .option(
    '--after <cursor>',
    'from this place; 0 for the beginning (default: where it stopped the last time)',
  )
  .option('--print', 'print their bodies')
  .option('--json', 'print one JSON object a line');
const listenConfig = takeSettings(listen, 'listen');
listen.action(async (options: ListenFlags) =>
  (await import('./commands/listen.js')).listen(listenConfig(), options, createProgress(process.stdout)),
);

program
  .command('health <url>')
  .description('end with 0 if the address answers 200')
  .action(async (url: string) => (await import('./commands/health.js')).health(url));

// Whoever read our output has gone (`| head`, a closed terminal); that is no reason to crash.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
});

// Libraries may still hold timers when all is stopped, so the end is said aloud.
try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof ChaintillError) console.error(`\n${error.code}: ${error.message}`);
  else console.error(error);
  process.exit(1);
}
process.exit(0);
