import { expect, test } from 'vitest';
import { namedOf, rowsShown } from './namedRows';

test('rows come to names with texts; one without a name is not there yet', () => {
  expect(namedOf([['Tags__c', "'Old lead'"], ['', 'half written']])).toEqual({ Tags__c: "'Old lead'" });
  expect(namedOf([['', '']])).toBeUndefined();
});

test('of one name the first row counts', () => {
  expect(namedOf([['A', 'first'], [' A ', 'second']])).toEqual({ A: 'first' });
});

test('rows stay as they are written, until what is kept was changed elsewhere', () => {
  const written: [string, string][] = [['A', '1'], ['', '']];
  expect(rowsShown(written, { A: '1' })).toBe(written);
  expect(rowsShown(written, { A: '2' })).toEqual([['A', '2']]);
  expect(rowsShown([], { A: '1' })).toEqual([['A', '1']]);
});
