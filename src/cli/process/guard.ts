// Entry point of its own: runs one command for a parent process and never lets it outlive that parent. The IPC channel
// is the leash: when the parent says so, or the channel closes because the parent died (`kill -9` included), the command
// is asked to stop, and after a deadline its whole process group is killed.
import { spawn } from 'node:child_process';
import type { GuardMessage, GuardOrder, GuardSpec } from './guarded.js';

const spec = JSON.parse(process.argv[2] ?? '') as GuardSpec;
const child = spawn(spec.command, spec.args, {
  cwd: spec.cwd,
  // A process group of its own, so that what the command starts can be stopped with it.
  detached: true,
  stdio: ['ignore', 'inherit', 'inherit'],
  ...(spec.runAs ?? {}),
});
let stopping = false;

function tell(message: GuardMessage): void {
  // Without a channel there is nobody left to tell; an error in between means the same.
  if (process.connected) process.send?.(message, undefined, {}, () => undefined);
}

function signalGroup(signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function stop(): void {
  if (stopping) return;
  stopping = true;
  // Only the command itself gets the polite signal: Postgres and Node stop their own children in order.
  child.kill(spec.stopSignal);
  setTimeout(() => signalGroup('SIGKILL'), spec.stopMs).unref();
}

child.on('spawn', () => tell({ type: 'started', pid: child.pid ?? 0 }));
child.on('error', (error) => {
  tell({ type: 'failed', message: error.message });
  process.exitCode = 1;
  if (process.connected) process.disconnect();
});
child.on('exit', (code, signal) => {
  signalGroup('SIGKILL');
  tell({ type: 'exited', code, signal });
  if (process.connected) process.disconnect();
});
process.on('disconnect', stop);
process.on('message', (order: GuardOrder) => {
  if (order === 'stop') stop();
  else signalGroup('SIGKILL');
});
// The parent may write to a closed terminal or be in another session; these arrive when a system shuts down.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
