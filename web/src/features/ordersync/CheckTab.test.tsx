import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { show } from '@/testing/render';
import { BoardRoom, title } from './CheckTab';

const FIRST = { id: '9200000001', name: 'Orders', items: 9_900, itemsLimit: 10_000, found: true };
const SECOND = { id: '9200000002', name: 'Orders 2', items: 0, itemsLimit: 10_000, found: true };
const NONE = { id: '9200000003', name: null, items: 0, itemsLimit: 0, found: false };

it('shows the room of every board of the mapping, by name', async () => {
  show(
    <>
      {[FIRST, SECOND].map((board) => (
        <BoardRoom key={board.id} board={board} alone={false} />
      ))}
    </>,
  );
  expect(await screen.findByRole('meter', { name: /Room on Orders: 1% left/ })).toBeTruthy();
  expect(screen.getByRole('meter', { name: /Room on Orders 2: 100% left/ })).toBeTruthy();
  expect(screen.getByText(/9200000002/)).toBeTruthy();
});

it('says which board is not there', async () => {
  show(<BoardRoom board={NONE} alone={false} />);
  expect(await screen.findByText('9200000003')).toBeTruthy();
  expect(screen.queryByRole('meter')).toBeNull();
});

it('is titled by the one board or by how many there are', () => {
  expect(title([FIRST])).toBe('Orders');
  expect(title([NONE])).toBe('Board 9200000003');
  expect(title([FIRST, SECOND])).toBe('2 boards');
});
