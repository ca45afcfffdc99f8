// Loaded into the indexer's process before anything else. Two indexers that write the same tables would spoil them, so
// each holds a lock of its schema for as long as its own process lives.
import { Client } from 'pg';
import { lockIndex } from '../postgres/index-lock.js';

// Its name is that of all connections of this process, PGAPPNAME.
const client = new Client({ connectionString: process.env['DATABASE_URL'] });
client.on('error', (error) => end(`the connection to Postgres is lost: ${error.message}`));
try {
  await client.connect();
} catch (error) {
  end(`Postgres cannot be reached: ${(error as Error).message}`);
}
if (!(await lockIndex(client, undefined, process.env['INDEX_SCHEMA'])))
  end('another indexer writes into this database');

function end(message: string): never {
  // As SubQuery's own lines look.
  console.log(JSON.stringify({ level: 'error', category: 'chaintill', message }));
  process.exit(1);
}
