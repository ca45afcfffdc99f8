import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The validator is an ES module that finds its schemas beside itself, so a process of its own runs it. */
const PROGRAM = `
  import { text } from 'node:stream/consumers';
  import { Validator } from '@seriousme/openapi-schema-validator';
  const result = await new Validator().validate(JSON.parse(await text(process.stdin)));
  process.stdout.write(JSON.stringify(result));
`;

/** What the published JSON Schema of OpenAPI says of a document: `{valid: true}`, or its errors. */
export async function validityOf(document: unknown): Promise<unknown> {
  const running = promisify(execFile)(process.execPath, ['--input-type=module', '-e', PROGRAM]);
  running.child.stdin?.end(JSON.stringify(document));
  const { stdout } = await running;
  return JSON.parse(stdout);
}
