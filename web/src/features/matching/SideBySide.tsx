import { Link } from '@tanstack/react-router';
import { IconEqual, IconEqualNot, IconHelpCircle } from '@/ui/icons';
import { inOrder } from './fieldOrder';
import { pieces } from './figures';
import { OURS, type Review, type ReviewField } from './matching.api';
import classes from './matching.module.css';

function Words({ of, other }: { of: string | null | undefined; other: string | null | undefined }) {
  if (!of) return <span className={classes.silent}>nothing</span>;
  if (!other) return <span>{of}</span>;
  return (
    <span>
      {pieces(of, other).map((piece, at) => (piece.shared ? <span key={at}>{piece.text}</span> : <mark key={at}>{piece.text}</mark>))}
    </span>
  );
}

function State({ of }: { of: ReviewField }) {
  if (of.equal) return <IconEqual size={17} className={classes.equal} role="img" aria-label="the same" />;
  if (of.incoming && of.customer) return <IconEqualNot size={17} className={classes.unequal} role="img" aria-label="different" />;
  return <IconHelpCircle size={17} className={classes.silent} role="img" aria-label="only one says it" />;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Where a contact came from, for people. */
export function origin(of: Pick<Review, 'system' | 'object'>): string {
  if (of.system === OURS) return 'The other customer';
  return `${of.object} in ${of.system.replace(/^salesforce:/, '')}`;
}

/** Both beside each other, what differs marked word by word. */
export function SideBySide({ of }: { of: Review }) {
  return (
    <table className={classes.sides}>
      <thead>
        <tr>
          <th scope="col" style={{ width: 126 }}>
            <span className="visually-hidden">Field</span>
          </th>
          <th scope="col">
            {of.system === OURS ? 'One customer' : 'Our customer'}
            {of.review.customerName ? (
              <Link to="/customers/people/$id" params={{ id: of.review.customer }}>
                {of.review.customerName}
              </Link>
            ) : (
              <b>Not there any more</b>
            )}
          </th>
          <th scope="col">
            {capital(origin(of))}
            <b>{of.review.incomingName || 'Without a name'}</b>
          </th>
          <th scope="col" className={classes.state}>
            <span className="visually-hidden">The same or not</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {inOrder(of.rows).map((row) => (
          <tr key={row.field} className={!row.equal && row.incoming && row.customer ? classes.differs : undefined}>
            <th scope="row">{capital(row.field)}</th>
            <td data-side={of.system === OURS ? 'One' : 'Ours'}>
              <Words of={row.customer} other={row.equal ? row.customer : row.incoming} />
            </td>
            <td data-side={of.system === OURS ? 'Other' : 'Contact'}>
              <Words of={row.incoming} other={row.equal ? row.incoming : row.customer} />
            </td>
            <td className={classes.state}>
              <State of={row} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
