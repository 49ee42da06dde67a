import type { QueryClient } from '@tanstack/react-query';
import { addressOf } from './client';
import type { Changed } from './contract';
import { keys } from './queries';

export type LiveState = 'connecting' | 'live' | 'polling';

const TOPICS: Record<Changed['topic'], readonly unknown[]> = {
  runs: keys.runs,
  ordersync: keys.ordersync,
  connections: keys.connections,
  access: keys.access,
  flows: ['flows'],
  alerts: ['alerts'],
  records: ['records'],
  mail: ['mail'],
  customers: ['customers'],
  pulls: ['pulls'],
  mapping: ['mapping'],
  matching: ['matching'],
  tags: ['tags'],
  pushes: ['pushes'],
  outreach: ['outreach'],
  'outreach-inbox': ['outreach', 'conversations'],
};

const GATHER_MS = 700;
const RETRY_MS = [1000, 2000, 5000, 10_000];

/**
 * Listens to what changed and has the pages on screen read it again. Events only make it faster: while they are lost the state
 * is "polling", and whoever shows running work asks every few seconds instead. The browser resumes by Last-Event-ID on its own
 * after a short break; after a longer one everything shown is read again.
 */
export class LiveChanges {
  private source: EventSource | undefined;
  private state: LiveState = 'connecting';
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private gathered = new Set<Changed['topic']>();
  private gathering: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly client: QueryClient) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly current = (): LiveState => this.state;

  start(): void {
    if (this.source || typeof EventSource === 'undefined') return;
    const source = new EventSource(addressOf('/live'));
    this.source = source;
    source.onopen = () => {
      if (this.state === 'polling') void this.client.invalidateQueries();
      this.failures = 0;
      this.become('live');
    };
    source.addEventListener('changed', (event) => this.heard(String(event.data)));
    source.onerror = () => {
      this.become('polling');
      if (source.readyState === EventSource.CLOSED) this.startLater();
    };
  }

  stop(): void {
    clearTimeout(this.timer);
    clearTimeout(this.gathering);
    this.gathering = undefined;
    this.source?.close();
    this.source = undefined;
    this.become('connecting');
  }

  private startLater(): void {
    this.source?.close();
    this.source = undefined;
    const wait = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)] ?? 10_000;
    this.failures += 1;
    this.timer = setTimeout(() => this.start(), wait);
  }

  private heard(text: string): void {
    try {
      this.gathered.add((JSON.parse(text) as Changed).topic);
    } catch {
      return;
    }
    // Many events a second come out of a run: they are read in one go.
    this.gathering ??= setTimeout(() => {
      this.gathering = undefined;
      const topics = [...this.gathered];
      this.gathered.clear();
      for (const topic of topics) if (TOPICS[topic]) void this.client.invalidateQueries({ queryKey: TOPICS[topic] });
    }, GATHER_MS);
  }

  private become(state: LiveState): void {
    if (this.state === state) return;
    this.state = state;
    this.listeners.forEach((listener) => listener());
  }
}
