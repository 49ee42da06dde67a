import { createContext, use, useSyncExternalStore } from 'react';
import type { LiveChanges, LiveState } from '@/api/live';

export const LiveContext = createContext<LiveChanges | undefined>(undefined);

const nothing = () => () => undefined;

export function useLiveState(): LiveState {
  const live = use(LiveContext);
  return useSyncExternalStore(live?.subscribe ?? nothing, live?.current ?? (() => 'polling' as const));
}
