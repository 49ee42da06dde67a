import { useEffect, useState } from 'react';

/** Whether a moment is over by now; read once per rendering, which is near enough for a label. */
export function isPast(iso: string): boolean {
  return new Date(iso).getTime() < Date.now();
}

/** The present moment in milliseconds, brought up to date every so many milliseconds while the page is looked at. */
export function useNow(every = 1000, active = true): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!active) return;
    const timer = setInterval(() => {
      if (!document.hidden) setNow(Date.now());
    }, every);
    return () => clearInterval(timer);
  }, [every, active]);
  return now;
}
