import { loadConfig, type Config } from '../../../src/cli/config.js';
import { readPairs } from '../../../src/cli/pairs.js';
import { traceOptions } from '../../../src/cli/traces.js';

const config = (environment: Record<string, string>): Config => loadConfig('start', {}, environment);
const AT = 'OTEL_EXPORTER_OTLP_ENDPOINT';

describe('traceOptions', () => {
  it('are none unless a collector is named, and none where the SDK is disabled', () => {
    expect(traceOptions(config({}), 'chaintill')).toBeNull();
    expect(traceOptions(config({ OTEL_SERVICE_NAME: 'till' }), 'chaintill')).toBeNull();
    const disabled = { [AT]: 'http://127.0.0.1:4318', OTEL_SDK_DISABLED: 'TRUE' };
    expect(traceOptions(config(disabled), 'chaintill')).toBeNull();
  });

  it.each([
    [{ [AT]: 'http://127.0.0.1:4318' }, 'http://127.0.0.1:4318/v1/traces'],
    [{ [AT]: 'https://a.example/otlp/?tenant=7' }, 'https://a.example/otlp/v1/traces?tenant=7'],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://a.example/here' }, 'https://a.example/here'],
    [
      { [AT]: 'http://127.0.0.1:4318', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://a.example/here' },
      'https://a.example/here',
    ],
  ])('find the collector of %j', (environment, url) => {
    expect(traceOptions(config(environment), 'chaintill')?.url).toBe(url);
  });

  it('name the process, by the most special of what is said', () => {
    const named = (environment: Record<string, string>): Readonly<Record<string, string>> | undefined =>
      traceOptions(config({ [AT]: 'http://127.0.0.1:4318', ...environment }), 'chaintill')?.resource;
    expect(named({})).toMatchObject({
      'service.name': 'chaintill',
      'service.version': expect.any(String) as string,
    });
    const attributes = { OTEL_RESOURCE_ATTRIBUTES: 'service.name=a, host.name=b%2Cc' };
    expect(named(attributes)).toMatchObject({ 'service.name': 'a', 'host.name': 'b,c' });
    expect(named({ ...attributes, OTEL_SERVICE_NAME: 'd' })).toMatchObject({ 'service.name': 'd' });
  });
});

describe('loadConfig', () => {
  it.each([
    [{ [AT]: 'grpc://127.0.0.1:4317' }, `${AT}: expected an address that begins with http:// or https://`],
    [{ [AT]: 'http://user:hidden@a.example' }, `${AT}: expected no password: give it as a header`],
    [{ OTEL_EXPORTER_OTLP_HEADERS: 'hidden' }, 'OTEL_EXPORTER_OTLP_HEADERS: expected name=value'],
    [{ OTEL_EXPORTER_OTLP_HEADERS: 'a=hidden%0Ab' }, 'names or values are none of a header of HTTP'],
    [{ OTEL_RESOURCE_ATTRIBUTES: 'a=%' }, 'OTEL_RESOURCE_ATTRIBUTES "a=%": expected name=value'],
    [{ OTEL_TRACES_SAMPLER: 'some' }, 'OTEL_TRACES_SAMPLER "some": expected always_on, always_off,'],
    [{ OTEL_TRACES_SAMPLER_ARG: '1.5' }, 'OTEL_TRACES_SAMPLER_ARG "1.5": expected a number from 0 to 1'],
    [{ OTEL_SDK_DISABLED: 'yes' }, 'OTEL_SDK_DISABLED "yes": expected true or false'],
  ])('refuses %j, without what is secret of it', (environment, message) => {
    let said = '';
    try {
      config(environment);
    } catch (error) {
      said = (error as Error).message;
    }
    expect(said).toContain(message);
    expect(said).not.toContain('hidden');
  });
});

describe('readPairs', () => {
  it.each([
    ['', {}],
    ['a=b', { a: 'b' }],
    [' a = b , authorization=Bearer%20x=y, ', { a: 'b', authorization: 'Bearer x=y' }],
    ['a=', { a: '' }],
  ])('reads %j', (text, pairs) => expect(readPairs(text)).toEqual(pairs));

  it.each(['a', '=b', 'a=%', 'a=b,c'])('refuses %j', (text) => expect(readPairs(text)).toBeNull());
});
