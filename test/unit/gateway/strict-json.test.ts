import { parseStrictJson } from '../../../src/gateway/strict-json.js';
import { refusal } from '../domain/refusal.js';

describe('parseStrictJson', () => {
  it.each([
    '{"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]}',
    '{"a":"\\"a\\":1,{[","b":"a"}',
    '{"a":["a","a"],"A":1}',
    '{"a\\\\":1,"a":2}',
    '[]',
    'null',
    ' "a" ',
  ])('reads %s as JSON.parse does', (text) => expect(parseStrictJson(text)).toEqual(JSON.parse(text)));

  it.each([
    ['{"amount":"1","orderId":"x","amount":"2"}', 'amount'],
    ['{"a":1,"a":1}', 'a'],
    ['{"\\u0061":1,"a":2}', 'a'],
    ['{"a" :{"b": [1,{"c":1, "d":{}, "c":2}]}}', 'a.b.c'],
    ['{"x":{"y":1},"x":{"z":1}}', 'x'],
  ])('refuses %s for the key %s', (text, field) => {
    expect(() => parseStrictJson(text)).toThrow(refusal('DUPLICATE_KEY', 'twice'));
    expect(() => parseStrictJson(text)).toThrow(expect.objectContaining({ field }) as Error);
  });

  it('shows no key that is no plain name', () => {
    expect(() => parseStrictJson('{"<b>":1,"<b>":2}')).toThrow(
      expect.objectContaining({ field: null }) as Error,
    );
  });

  it.each(['', '{', '{"a":1,}', "{'a':1}", 'NaN', '{"__proto__":{}}', '{"a":{"\\u005f_proto__":1}}'])(
    'refuses %j',
    (text) => expect(() => parseStrictJson(text)).toThrow(refusal('MALFORMED_JSON')),
  );

  it('reads nesting and texts of any size without giving up', () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    expect(() => parseStrictJson(deep)).not.toThrow();
    const long = 'x'.repeat(100_000);
    expect(parseStrictJson(JSON.stringify({ long }))).toEqual({ long });
  });
});
