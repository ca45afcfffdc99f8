import fc from 'fast-check';
import { isReference, parseTextReference, renderTextReference } from '../../../src/domain/reference.js';
import { refusal } from './refusal.js';

const reference = fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/);

describe('references', () => {
  it('come back from the text that names them, with or without a description', () => {
    fc.assert(
      fc.property(reference, fc.string({ unit: 'binary' }), (r, description) => {
        expect(isReference(r)).toBe(true);
        expect(parseTextReference(renderTextReference(r))).toBe(r);
        expect(parseTextReference(renderTextReference(r, description))).toBe(r);
      }),
    );
  });

  it.each([
    ['order:557', '557'],
    ['order:A-1_b.2', 'A-1_b.2'],
    ['order:557 Two pizzas', '557'],
    ['order:557  two blanks', '557'],
    ['order:557 ', '557'],
    ['order:557 order:558', '557'],
    ['order:007', '007'],
    [`order:${'x'.repeat(64)}`, 'x'.repeat(64)],
    [`order:${'x'.repeat(64)} y`, 'x'.repeat(64)],
  ])('%j names %j', (text, named) => {
    expect(parseTextReference(text)).toBe(named);
  });

  it.each([
    '',
    'order:',
    'order: 557',
    'order',
    'order:557\n',
    'order:557\tpizza',
    'order:557,pizza',
    'order:557\u00a0pizza',
    ' order:557',
    'Order:557',
    'ORDER:557',
    'my order:557',
    'order:55/7',
    'order:5ä7',
    'order:557\u0000',
    '557',
    `order:${'x'.repeat(65)}`,
    `order:${'x'.repeat(65)} y`,
  ])('%j names none', (text) => {
    expect(parseTextReference(text)).toBeNull();
  });

  it('accept nothing outside of their grammar', () => {
    for (const text of ['', 'x'.repeat(65), 'a b', 'a\n', '\na', 'é', 'a/b', '#1', "1'"]) {
      expect(isReference(text)).toBe(false);
      expect(() => renderTextReference(text)).toThrow(refusal('INVALID_REFERENCE'));
    }
  });
});
