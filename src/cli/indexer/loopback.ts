// Loaded into the indexer's process before anything else. SubQuery's HTTP server can rewind the index without asking
// for a key, and it listens on every interface with no option to change that, so every server of that process is bound
// to 127.0.0.1 here.
import net from 'node:net';

type Listen = (this: net.Server, ...args: unknown[]) => net.Server;

// The method is called with the server that it was asked of, below.
// eslint-disable-next-line @typescript-eslint/unbound-method
const listen = net.Server.prototype.listen as Listen;

net.Server.prototype.listen = function listenOnLoopback(this: net.Server, ...args: unknown[]): net.Server {
  const [first, second] = args;
  if (typeof first === 'object' && first !== null && 'port' in first) {
    return listen.call(this, { ...first, host: '127.0.0.1' }, ...args.slice(1));
  }
  if (typeof first === 'number' || (typeof first === 'string' && /^\d+$/.test(first))) {
    const rest = typeof second === 'string' ? args.slice(2) : args.slice(1);
    return listen.call(this, Number(first), '127.0.0.1', ...rest);
  }
  throw new Error('the indexer may listen on a TCP port of 127.0.0.1 only');
} as typeof net.Server.prototype.listen;
