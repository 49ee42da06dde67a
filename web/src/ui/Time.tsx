import { NONE, clock, utc, when } from '@/lib/format';
import { useNow } from '@/lib/useNow';
import type { Maybe } from '@/api/contract';

/** A moment near to how people say it, in their zone; UTC on hover. */
export function Time({ at, precise = false }: { at: Maybe<string>; precise?: boolean }) {
  const now = useNow(20_000, !precise);
  if (!at) return <>{NONE}</>;
  return (
    <time dateTime={at} title={utc(at)} className="nowrap">
      {precise ? clock(at) : when(at, now)}
    </time>
  );
}
