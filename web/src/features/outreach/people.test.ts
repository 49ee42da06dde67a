import { expect, it } from 'vitest';
import { peopleOf } from './people';

it('reads people from lines', () => {
  expect(peopleOf('first_name, company\nAda, Engines\n, Nameless')).toEqual([
    { first_name: 'Ada', company: 'Engines' },
    { first_name: '', company: 'Nameless' },
  ]);
});

it('takes nobody from a head alone', () => {
  expect(peopleOf('first_name')).toEqual([]);
});
