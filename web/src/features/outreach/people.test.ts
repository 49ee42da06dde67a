import { expect, it } from 'vitest';
import { linesOf, peopleOf } from './people';

it('reads people from lines', () => {
  expect(peopleOf('first_name, company\nAda, Engines\n, Nameless')).toEqual([
    { first_name: 'Ada', company: 'Engines' },
    { first_name: '', company: 'Nameless' },
  ]);
});

it('takes nobody from a head alone', () => {
  expect(peopleOf('first_name')).toEqual([]);
});

it('a pasted list is read line by line, each once', () => {
  expect(linesOf('ada@x.example\n bob@x.example; ada@x.example,\t<cy@x.example>\n\n')).toEqual(['ada@x.example', 'bob@x.example', 'cy@x.example']);
});
