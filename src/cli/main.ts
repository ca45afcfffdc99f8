import { createRequire } from 'node:module';
import { Command } from 'commander';
import { ChaintillError } from '../domain/errors.js';
import { addChecks } from './checks.js';
import type { BackfillOptions } from './commands/backfill.js';
import type { CompanyRequestOptions } from './commands/company.js';
import type { CreateOptions, ListOptions } from './commands/keys.js';
import type { ListenFlags } from './commands/listen.js';
import type { AddressOptions, CompanyFields } from './commands/local-company.js';
import type { SweepOptions } from './commands/sweep.js';
import type { VerifyOptions } from './commands/verify.js';
import type { VerifyIndexOptions } from './commands/verify-index.js';
import type { VerifyMetricsOptions } from './commands/verify-metrics.js';
import { loadConfig, type Config, type Flags } from './config.js';
import { addKeeping } from './keeping.js';
import { addOperating } from './operating.js';
import { createProgress, type Progress } from './progress.js';
import { settings, type Command as CommandName, type Setting } from './settings.js';

const { description, version } = createRequire(import.meta.url)('../../package.json') as Record<
  'description' | 'version',
  string
>;
const program = new Command('chaintill').description(description).version(version);

/** Loaded when it is run: not every command needs every library. */
type Load = () => Promise<(config: Config, progress: Progress) => Promise<void>>;

/** Of an option that may be given several times: its values. */
function oneMore(value: string, before?: readonly string[]): readonly string[] {
  return [...(before ?? []), value];
}

/** Gives a command the flags of the settings that it takes. @returns what reads them, and what else was given. */
function takeSettings(command: Command, name: CommandName): () => Config {
  for (const [key, setting] of Object.entries<Setting>(settings)) {
    if (!setting.commands.includes(name) || setting.flag === null) continue;
    const meaning =
      `${setting.text} (default: ${setting.fallback}; variable: ${setting.variable})`.replaceAll('`', '');
    if (key === 'endpoints' || key === 'secondEndpoints' || key === 'trustedProxies') {
      command.option(setting.flag, meaning, (item: string, before?: string[]) => [...(before ?? []), item]);
    } else {
      command.option(setting.flag, meaning);
    }
  }
  return () => {
    const { endpoint, secondEndpoint, trustedProxy, ...flags } = command.opts<
      Record<string, string> & { endpoint?: string[]; secondEndpoint?: string[]; trustedProxy?: string[] }
    >();
    const given: Flags = {
      ...flags,
      ...(endpoint && { endpoints: endpoint }),
      ...(secondEndpoint && { secondEndpoints: secondEndpoint }),
      ...(trustedProxy && { trustedProxies: trustedProxy }),
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

const history = program
  .command('backfill')
  .description('index finalized history at full speed, into an existing Postgres, and end')
  .option('--json', 'print how far it is as JSON, one object a line');
const historyConfig = takeSettings(history, 'backfill');
history.action(async (options: BackfillOptions) =>
  (await import('./commands/backfill.js')).backfillHistory(
    historyConfig(),
    options,
    createProgress(process.stdout),
  ),
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

const company = program
  .command('company')
  .description('companies: what those of the registry ask for, and those that are registered here');
const request = company
  .command('request')
  .description('print the extrinsic by which a company asks for new data, with its payment settings')
  .option('--company <id>', 'the company whose data change, as 0-17 (default: a new one)')
  .option('--from <file>', 'its data as JSON (default: what it has, from a gateway)')
  .option('--hook <url>', "payment-hook, where its events go; '' takes it out, as of the next two")
  .option('--success <url>', 'payment-success, for a buyer who has paid')
  .option('--failure <url>', 'payment-failure, for a buyer who has not')
  .option(
    '--address <account>',
    'payment-address, an account that it is paid at; several times, and then these are all',
    (account: string, before?: string[]) => [...(before ?? []), account],
  )
  .option('--editable', 'the registrar may change the data without a request')
  .option('--json', 'print it as JSON');
const requestConfig = takeSettings(request, 'company');
request.action(async (options: CompanyRequestOptions) =>
  (await import('./commands/company.js')).companyRequest(requestConfig(), options),
);

/** Gives a command the data of a company that is registered here. */
function takeCompany(command: Command): Command {
  return command
    .option('--logo <url>', "where its logo is; '' takes it out, as of the next three")
    .option('--hook <url>', 'where the events of its orders go')
    .option('--success <url>', 'where a buyer goes who has paid')
    .option('--failure <url>', 'where a buyer goes who has not')
    .option('--json', 'print it as JSON');
}

const addCompany = takeCompany(
  company
    .command('add')
    .description('register a company here, for a chain without a registry of companies, or beside it')
    .requiredOption('--merchant <id>', 'whose it is')
    .requiredOption('--name <name>', 'what it is called'),
);
const addConfig = takeSettings(addCompany, 'company');
addCompany.action(async (options: CompanyFields & { merchant: string }) =>
  (await import('./commands/local-company.js')).addCompany(addConfig(), options),
);
const changeCompany = takeCompany(
  company
    .command('change <id>')
    .description('change what a company that is registered here says of itself')
    .option('--name <name>', 'what it is called'),
);
const changeConfig = takeSettings(changeCompany, 'company');
changeCompany.action(async (id: string, options: CompanyFields) =>
  (await import('./commands/local-company.js')).changeCompany(changeConfig(), id, options),
);
const address = company
  .command('address <id> <account>')
  .description("add an account of its merchant's to a company that is registered here")
  .option('--from-block <n>', 'first block of its time with the company (default: the indexed one)')
  .option('--release', 'end its time with the company instead')
  .option(
    '--until-block <n>',
    'first block after its time with the company (default: none, with --release the indexed one)',
  )
  .option('--json', 'print it as JSON');
const addressConfig = takeSettings(address, 'company');
address.action(async (id: string, account: string, options: AddressOptions) =>
  (await import('./commands/local-company.js')).companyAddress(addressConfig(), id, account, options),
);
const removeCompany = company
  .command('remove <id>')
  .description('take out a company that is registered here, and its accounts with it')
  .option('--json', 'print it as JSON');
const removeConfig = takeSettings(removeCompany, 'company');
removeCompany.action(async (id: string, options: { json?: boolean }) =>
  (await import('./commands/local-company.js')).removeCompany(removeConfig(), id, options),
);

const verify = program
  .command('verify-metrics')
  .description('count all payments of the index again, and compare that with the metrics')
  .option('--json', 'print the result as JSON');
const verifyConfig = takeSettings(verify, 'verify-metrics');
verify.action(async (options: VerifyMetricsOptions) =>
  (await import('./commands/verify-metrics.js')).verifyMetricsOf(verifyConfig(), options),
);

const verifyIndex = program
  .command('verify-index')
  .description('read a sample of blocks again, as SubQuery does, and compare their rows with the index')
  .option('--blocks <number>', 'how many, half of them among those with rows', '200')
  .option('--json', 'print the result as JSON');
const verifyIndexConfig = takeSettings(verifyIndex, 'verify-index');
verifyIndex.action(async (options: VerifyIndexOptions) =>
  (await import('./commands/verify-index.js')).verifyIndexOf(verifyIndexConfig(), options),
);

addOperating(program, takeSettings);
addKeeping(program, takeSettings, version);
addChecks(program, takeSettings);

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
  .command('verify <file>')
  .description('check a receipt, without a network')
  .option('--issuer <key>', 'the key that must have signed it, whpk_... of /.well-known/chaintill-keys.json')
  .option(
    '--authorities <set>',
    'the authorities that must have made its blocks final: the hash of a set, or a file with it; may be given several times',
    oneMore,
  )
  .option(
    '--metadata <file>',
    "metadata of the runtime, by which its payments must be events of their blocks: a node's answer to state_getMetadata; may be given several times",
    oneMore,
  )
  .option('--json', 'print the receipt as it was checked')
  .action(async (file: string, options: VerifyOptions) =>
    (await import('./commands/verify.js')).verifyReceipt(file, options),
  );

program
  .command('health <url>')
  .description('end with 0 if the address answers 200')
  .action(async (url: string) => (await import('./commands/health.js')).health(url));

// Whoever read our output has gone (`| head`, a closed terminal); that is no reason to crash.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
});

// Libraries may still hold timers when all is stopped, so the end is said aloud, with the code that a command may have set.
try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof ChaintillError) console.error(`\n${error.code}: ${error.message}`);
  else console.error(error);
  process.exit(1);
}
process.exit();
