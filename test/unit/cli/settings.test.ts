import { readFileSync } from 'node:fs';
import { loadConfig } from '../../../src/cli/config.js';
import { renderSettingsTable, settings } from '../../../src/cli/settings.js';

/** The cells of each row; how wide the columns are is a matter of taste. */
function cells(table: string): string[][] {
  return table
    .split('\n')
    .map((row) => row.split('|').slice(1, -1))
    .map((row) => row.map((cell) => cell.trim().replace(/^-+$/, '---')));
}

describe('settings', () => {
  it('are exactly those that loadConfig gives', () => {
    expect(Object.keys(settings)).toEqual(Object.keys(loadConfig('start', {}, {})));
  });

  it('stand in README as they are', () => {
    const table = renderSettingsTable();
    const readme = readFileSync('README.md', 'utf8').split('\n');
    const first = readme.findIndex((line) => /^\| Flag +\|/.test(line));
    const rows = readme.slice(first, first + table.split('\n').length).join('\n');
    expect(cells(rows)).toEqual(cells(table));
  });
});
