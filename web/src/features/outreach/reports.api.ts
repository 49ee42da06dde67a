import { queryOptions } from '@tanstack/react-query';
import { get } from '@/api/client';
import type { Maybe } from '@/api/contract';

export interface Target {
  name: string;
  definition: string;
  value?: Maybe<number>;
  low?: Maybe<number>;
  high?: Maybe<number>;
  wanted: string;
  sample: number;
  shortfalls: { what: string; count: number }[];
  met?: Maybe<boolean>;
}

export interface Report {
  from: string;
  states: Record<string, number>;
  blockers: Record<string, number>;
  reasons: Record<string, number>;
  funnel: { kind: string; count: number; share?: Maybe<number> }[];
  variants: { sequence: string; sequenceName: string; step: string; variant: string; sent: number; connected: number; replied: number; share: number; low: number; high: number }[];
  acceptance: { sequence: string; sequenceName: string; step: string; variant: string; invited: number; accepted: number; share: number; low: number; high: number }[];
  errors: { name: string; leads: number; share: number }[];
  mails: { sent: number; opened: number; followed: number; machines: number; caveat: string };
  days: { day: string; sent: number; connected: number; replied: number }[];
  lag: { count: number; p50Minutes?: Maybe<number>; p95Minutes?: Maybe<number> };
  stuck: number;
  targets: Target[];
}

export const report = (sequence: string | undefined, days: number) => queryOptions({ queryKey: ['outreach', 'reports', sequence, days] as const, queryFn: ({ signal }) => get<Report>('/outreach/reports', { sequence, days }, signal) });
