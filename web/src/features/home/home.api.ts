import { queryOptions } from '@tanstack/react-query';
import { get } from '@/api/client';
import type { Maybe, Page, Run } from '@/api/contract';

/** What the home page reads of each part of the program: of every answer only what it shows. */

export interface Critical {
  id: string;
  title: string;
}

export interface WaitingPush {
  id: string;
  title: string;
  object: string;
  connection: string;
  counts: Partial<Record<string, number>>;
}

export interface FlowCard {
  id: string;
  title: string;
  state: 'DRAFT' | 'ON' | 'OFF';
  nextDue?: Maybe<string>;
  lastRun?: Maybe<Run>;
  activeRuns: number;
}

export interface SequenceCard {
  id: string;
  name: string;
  state: 'DRAFT' | 'LIVE' | 'PAUSED' | 'ARCHIVED';
  counts: Partial<Record<string, number>>;
}

export interface SenderCard {
  id: string;
  name: string;
  killed?: Maybe<string>;
  refused?: Maybe<string>;
  barred?: Maybe<string>;
  misconfigured?: Maybe<string>;
  usage: { action: string; today: number; cap: number }[];
}

export interface LeadCount {
  state: string;
  blocker: string;
  count: number;
}

function one<T>(key: readonly unknown[], path: string, query?: Record<string, string | number | boolean>) {
  return queryOptions({ queryKey: [...key, 'home'] as const, queryFn: ({ signal }) => get<T>(path, query, signal), retry: false });
}

export const criticalAlerts = () => one<Page<Critical>>(['alerts', 'critical'], '/alerts', { state: 'open', severity: 'CRITICAL', limit: 3 });
export const pushesToDecide = () => one<Page<WaitingPush>>(['pushes', 'waiting'], '/pushes', { state: 'waiting' });
export const approvalsAsked = () => one<Page<{ id: string }>>(['flows', 'approvals'], '/flows/approvals');
export const flowCards = () => one<Page<FlowCard>>(['flows', 'cards'], '/flows', { limit: 200 });
export const pullCards = () => one<Page<{ id: string }>>(['pulls', 'cards'], '/pulls');
export const mappingCards = () => one<{ items: { id: string }[] }>(['mapping', 'cards'], '/mappings');
export const anyPerson = () => one<Page<{ id: string }>>(['customers', 'any'], '/customers/people', { limit: 1 });
export const matchesOpen = () => one<{ waiting: number }>(['matching', 'open'], '/matching/reviews', { state: 'OPEN', limit: 1 });
export const sequenceCards = () => one<Page<SequenceCard>>(['outreach', 'sequences', 'cards'], '/outreach/sequences');
export const senderCards = () => one<Page<SenderCard>>(['outreach', 'senders', 'cards'], '/outreach/senders');
export const leadCounts = () => one<LeadCount[]>(['outreach', 'leads', 'counts'], '/outreach/leads/counts');
export const leadTasks = () => one<{ id: string }[]>(['outreach', 'tasks'], '/outreach/tasks');
export const unanswered = () => one<Page<{ id: string }>>(['outreach', 'conversations'], '/outreach/conversations', { waiting: true });
