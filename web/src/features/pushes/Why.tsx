import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';

const PLACE = / \(\/customers\/people\/([0-9a-f-]{36})\)/;

/** A sentence that may name customers, each followed by the place of their page: the place becomes a link. */
export function Why({ text }: { text: string }) {
  // every second part is an id
  const parts = text.split(PLACE);
  return (
    <Text size="xs" c="dimmed" className="wrap" maw={280}>
      {parts.map((part, at) =>
        at % 2 === 0 ? (
          part
        ) : (
          <span key={part}>
            {' '}
            <Link to="/customers/people/$id" params={{ id: part }} className="link">
              (open)
            </Link>
          </span>
        ),
      )}
    </Text>
  );
}
