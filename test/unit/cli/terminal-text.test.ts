import { tableLine, terminalText } from '../../../src/cli/operator/terminal-text.js';

describe('terminalText', () => {
  it.each([
    ['a colour', 'a\u001b[31mb'],
    ['a line of its own', 'a\nb'],
    ['a line of its own for some', 'a\u2028b'],
    ['the text turned around', 'a\u202eb'],
    ['half a character', 'a\ud83db'],
    ['a command of eight bits', 'a\u009bb'],
  ])('leaves nothing of %s', (_, text) => {
    expect(terminalText(text)).toMatch(/^a\uFFFD(?:\[31m)?b$/);
  });

  it('leaves words of any language', () => {
    expect(tableLine('Café', '1.5 LLD', 'コーヒー 🫖')).toBe('Café  1.5 LLD  コーヒー 🫖');
  });
});
