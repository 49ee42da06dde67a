import { createContext, type ReactNode, useContext } from 'react';

/** Customers that something is to be done with. */
export interface PeopleMeant {
  people: string[];
  /** Who they are in a sentence, such as “Ada Byron” or “12 people”. */
  name: string;
}

const Acts = createContext<((meant: PeopleMeant) => ReactNode) | null>(null);

/** What other parts of the program offer to do with customers; given once, by the program's frame. */
export const PeopleActsProvider = Acts.Provider;

/** The buttons for it; none where nobody offers any. */
export function PeopleActs(meant: PeopleMeant) {
  const offered = useContext(Acts);
  return offered ? offered(meant) : null;
}
