/** The commands that look whether all is well, and change nothing. */
import type { Command } from 'commander';
import type { DoctorFlags } from './commands/doctor.js';
import type { ReplayFlags } from './commands/replay.js';
import type { Config } from './config.js';
import type { Command as CommandName } from './settings.js';

/** @param takeSettings gives a command the flags of its settings, and reads them */
export function addChecks(
  program: Command,
  takeSettings: (command: Command, name: CommandName) => () => Config,
): void {
  const replay = program
    .command('replay')
    .description('rebuild the states of all orders from the index and the order log, and compare')
    .requiredOption('--check', 'compare with what the till holds; it changes nothing')
    .option('--blocks <number>', 'of a range that is compared at once', '1000')
    .option('--json', 'print the result as JSON');
  const replayConfig = takeSettings(replay, 'replay');
  replay.action(async (flags: ReplayFlags) =>
    (await import('./commands/replay.js')).replayOf(replayConfig, flags),
  );

  const doctor = program
    .command('doctor')
    .description('look at settings, database, endpoints, clock and keys, and say what to do')
    .option('--json', 'print the findings as JSON');
  const doctorConfig = takeSettings(doctor, 'doctor');
  doctor.action(async (flags: DoctorFlags) =>
    (await import('./commands/doctor.js')).doctor(doctorConfig, flags),
  );
}
