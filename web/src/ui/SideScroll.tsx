import { type ReactNode, useEffect, useRef } from 'react';
import classes from './SideScroll.module.css';

interface SideScrollProps {
  /** What is chosen: when it changes, the chosen one is brought into sight. */
  at: string;
  /** Names a landmark of links; without it the row is a box like any other. */
  label?: string;
  className?: string | undefined;
  children: ReactNode;
}

/** A row wider than a phone: its chosen part is in sight, and a fade tells on which side there is more. */
export function SideScroll({ at, label, className, children }: SideScrollProps) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = row.current;
    if (!box) return;
    const mark = () => {
      box.toggleAttribute('data-before', box.scrollLeft > 2);
      box.toggleAttribute('data-after', box.scrollLeft + box.clientWidth < box.scrollWidth - 2);
    };
    // The links learn a frame later than this row which of them is chosen.
    const frame = requestAnimationFrame(() => {
      const chosen = box.querySelector('[data-status="active"], [data-active]');
      if (chosen) {
        const [outer, inner] = [box.getBoundingClientRect(), chosen.getBoundingClientRect()];
        box.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
      }
      mark();
    });
    box.addEventListener('scroll', mark, { passive: true });
    window.addEventListener('resize', mark);
    return () => {
      cancelAnimationFrame(frame);
      box.removeEventListener('scroll', mark);
      window.removeEventListener('resize', mark);
    };
  }, [at]);
  const look = [classes.row, className].filter(Boolean).join(' ');
  return label ? (
    <nav ref={row} className={look} aria-label={label}>
      {children}
    </nav>
  ) : (
    <div ref={row} className={look}>
      {children}
    </div>
  );
}
