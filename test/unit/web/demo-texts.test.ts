import { de } from '../../../src/web/demo/texts/de.js';
import { en, type TextKey } from '../../../src/web/demo/texts/en.js';

const blanksOf = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([blank]) => blank).sort();

it.each(Object.keys(en) as TextKey[])('says %s in both languages with the same blanks', (key) => {
  expect(de[key].trim()).not.toBe('');
  expect(blanksOf(de[key])).toEqual(blanksOf(en[key]));
});

it('has no other texts in German', () => {
  expect(Object.keys(de)).toEqual(Object.keys(en));
});
