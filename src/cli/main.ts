import { createRequire } from 'node:module';
import { Command } from 'commander';
import { ChaintillError } from '../domain/errors.js';
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

function add(name: CommandName, text: string, load: Load): void {
  const command = program.command(name).description(text);
  for (const [key, setting] of Object.entries<Setting>(settings)) {
    if (!setting.commands.includes(name) || setting.flag === null) continue;
    const meaning =
      `${setting.text} (default: ${setting.fallback}; variable: ${setting.variable})`.replaceAll('`', '');
    if (key === 'endpoints') {
      command.option(setting.flag, meaning, (url: string, before?: string[]) => [...(before ?? []), url]);
    } else {
      command.option(setting.flag, meaning);
    }
  }
  command.action(async () => {
    const { endpoint, ...flags } = command.opts<Record<string, string> & { endpoint?: string[] }>();
    const given: Flags = { ...flags, ...(endpoint ? { endpoints: endpoint } : {}) };
    const config = loadConfig(name, given, process.env);
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
  'indexer',
  'run the indexer alone, into an existing Postgres',
  async () => (await import('./commands/indexer.js')).indexer,
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
