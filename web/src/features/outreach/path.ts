import { type Step, waysOf } from './document';

export type WayName = 'next' | 'yes' | 'no' | 'unknown';

/** A way that does not lead to the step just below: drawn in a lane beside the steps. */
export interface Rail {
  /** Places in the list, from 0. */
  from: number;
  to: number;
  lane: number;
  ways: WayName[];
}

/** Steps as a path from top to bottom. */
export interface Path {
  lanes: number;
  rails: Rail[];
  /** For each step the ways that lead to the one just below it. */
  below: WayName[][];
  /** For each step whether somebody comes to it from just above. */
  reached: boolean[];
}

/** Rails that overlap stand in lanes of their own, the shortest nearest to the steps; those that end at the same step share one. */
export function pathOf(steps: Step[]): Path {
  const place = new Map(steps.map((step, at) => [step.id, at]));
  const below: WayName[][] = steps.map(() => []);
  const found = new Map<string, Rail>();
  steps.forEach((step, from) => {
    for (const way of waysOf(step)) {
      const to = way.to === null ? undefined : place.get(way.to);
      if (to === undefined || to === from) continue;
      if (to === from + 1) {
        below[from]?.push(way.name);
        continue;
      }
      const known = found.get(`${from} ${to}`);
      if (known) known.ways.push(way.name);
      else found.set(`${from} ${to}`, { from, to, lane: 0, ways: [way.name] });
    }
  });
  const rails = [...found.values()].sort((one, other) => Math.abs(one.to - one.from) - Math.abs(other.to - other.from) || one.from - other.from);
  const placed: Rail[] = [];
  for (const rail of rails) {
    while (placed.some((other) => other.lane === rail.lane && !apart(other, rail))) rail.lane += 1;
    placed.push(rail);
  }
  return {
    lanes: rails.reduce((most, rail) => Math.max(most, rail.lane + 1), 0),
    rails,
    below,
    reached: steps.map((_, at) => at === 0 || (below[at - 1]?.length ?? 0) > 0),
  };
}

/** Whether two rails can stand in one lane. */
function apart(one: Rail, other: Rail): boolean {
  if (one.to === other.to && (one.from < one.to) === (other.from < other.to)) return true;
  const [top, bottom] = [Math.min(one.from, one.to), Math.max(one.from, one.to)];
  const [otherTop, otherBottom] = [Math.min(other.from, other.to), Math.max(other.from, other.to)];
  return bottom < otherTop || otherBottom < top;
}

/** What of a rail is drawn beside one step. */
export interface Segment {
  rail: Rail;
  kind: 'pass' | 'out' | 'in';
  /** Towards the steps below. */
  down: boolean;
}

export function segmentsAt(path: Path, at: number): Segment[] {
  return path.rails.flatMap((rail): Segment[] => {
    const down = rail.to > rail.from;
    if (rail.from === at) return [{ rail, kind: 'out', down }];
    if (rail.to === at) return [{ rail, kind: 'in', down }];
    return at > Math.min(rail.from, rail.to) && at < Math.max(rail.from, rail.to) ? [{ rail, kind: 'pass', down }] : [];
  });
}
