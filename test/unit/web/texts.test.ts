import { de } from '../../../src/web/checkout/texts/de.js';
import { en, type TextKey } from '../../../src/web/checkout/texts/en.js';
import { speak } from '../../../src/web/checkout/texts/language.js';

const blanksOf = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([blank]) => blank).sort();

it.each(Object.keys(en) as TextKey[])('says %s in both languages with the same blanks', (key) => {
  expect(de[key].trim()).not.toBe('');
  expect(blanksOf(de[key])).toEqual(blanksOf(en[key]));
});

it('has no other texts in German', () => {
  expect(Object.keys(de)).toEqual(Object.keys(en));
});

it.each([
  [['de-AT', 'en'], 'de', 'de-AT'],
  [['fr', 'de'], 'de', 'de'],
  [['fr'], 'en', 'en'],
  [['en-GB', 'de'], 'en', 'en-GB'],
])('speaks to a reader of %j', (preferred, language, locale) => {
  expect(speak(preferred)).toMatchObject({ language, locale });
});

it('speaks what was chosen by hand', () => {
  expect(speak(['en-GB'], 'de')).toMatchObject({ language: 'de', locale: 'de' });
});

it('fills in what it is given, and as it stands', () => {
  expect(speak(['en']).say('title_pay', { amount: '$& {amount}' })).toBe('Pay $& {amount}');
});
