/** Whether the program knows command lines, by its own definition of commands and options; nothing is run. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Takes the program as it would begin, and reads lines with it instead, with actions that do nothing. */
const PROGRAM = `
  const { Command } = await import('commander');
  const quiet = (command) => {
    command.exitOverride().configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
    if (command.commands.length === 0) command.action(() => undefined);
    else command.commands.forEach(quiet);
  };
  Command.prototype.parseAsync = async function () {
    quiet(this);
    const read = (words) => {
      try {
        this.parse(words, { from: 'user' });
        return null;
      } catch (error) {
        return error.code === 'commander.helpDisplayed' ? null : error.message;
      }
    };
    console.log(JSON.stringify(JSON.parse(process.argv[1]).map(read)));
  };
  await import('file://' + process.cwd() + '/dist/cli/main.js');
`;

/** @param lines words behind the program's name @returns what is wrong with each; null where it would run */
export async function flawsOfCommandLines(
  lines: readonly (readonly string[])[],
): Promise<readonly (string | null)[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    PROGRAM,
    JSON.stringify(lines),
  ]);
  return JSON.parse(stdout) as (string | null)[];
}
