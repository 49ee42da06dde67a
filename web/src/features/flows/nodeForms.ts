import { type ComponentType, createContext } from 'react';
import type { Settings } from './flows.api';

export interface NodeForm {
  settings: Settings;
  onChange: (settings: Settings) => void;
}

/** Forms of other parts of the program for settings of a format that is theirs; they stand above the other settings of such a node. */
export const NodeForms = createContext<Record<string, ComponentType<NodeForm>>>({});
