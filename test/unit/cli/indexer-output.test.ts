import { parseOutput } from '../../../src/cli/indexer/output.js';

describe('parseOutput', () => {
  it("reads SubQuery's lines of JSON", () => {
    const line =
      '{"level":"warn","timestamp":"2026-01-01T00:00:00Z","pid":1,"category":"db","message":"no TLS"}';
    expect(parseOutput(line)).toEqual({ level: 'warn', category: 'db', message: 'no TLS' });
  });

  it('joins an error with its causes, saying nothing twice', () => {
    const payload = { message: 'failed to start', cause: { message: 'no finalized block', stack: '…' } };
    const line = JSON.stringify({
      level: 'error',
      category: 'subql-node',
      message: 'failed to start',
      payload,
    });
    expect(parseOutput(line)).toEqual({
      level: 'error',
      category: 'subql-node',
      message: 'failed to start: no finalized block',
    });
  });

  it.each(['', 'API-WS: disconnected', '{"level":', '17', 'null'])('takes %j as it stands', (line) => {
    expect(parseOutput(line)).toEqual({ level: 'info', category: null, message: line });
  });

  it('takes a level that it does not know for info', () => {
    expect(parseOutput('{"level":"toString","message":"a"}').level).toBe('info');
  });
});
