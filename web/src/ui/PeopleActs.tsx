import { type ComponentType, createContext, useContext } from 'react';

/** What other parts of the program offer to do with customers who are shown. */
export interface PeopleMeant {
  people: string[];
  /** Who they are in a sentence, such as “Ada Byron” or “12 people”. */
  name: string;
}

const Acts = createContext<ComponentType<PeopleMeant> | null>(null);

/** Given once, by the program's frame. */
export const PeopleActsProvider = Acts.Provider;

/** The buttons for it; none where nobody offers any. */
export function PeopleActs(meant: PeopleMeant) {
  const Offered = useContext(Acts);
  return Offered ? <Offered {...meant} /> : null;
}
