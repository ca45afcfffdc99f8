// Loaded into the indexer's process before anything else. Two indexers that write the same tables would spoil them, so
// each holds a lock of its database for as long as its own process lives.
import { Client } from 'pg';
import { lockIndex } from '../postgres/index-lock.js';

const client = new Client({
  connectionString: process.env['DATABASE_URL'],
  application_name: 'chaintill indexer lock',
});
client.on('error', (error) => end(`the connection to Postgres is lost: ${error.message}`));
try {
  await client.connect();
} catch (error) {
  end(`Postgres cannot be reached: ${(error as Error).message}`);
}
if (!(await lockIndex(client))) end('another indexer writes into this database');

function end(message: string): never {
  // As SubQuery's own lines look.
  console.log(JSON.stringify({ level: 'error', category: 'chaintill', message }));
  process.exit(1);
}
