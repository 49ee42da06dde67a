import { Group, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { count, number, told } from '@/lib/format';
import { Chart, type ChartOption } from '@/ui/Chart';
import { DataTable } from '@/ui/DataTable';
import { Facts } from '@/ui/Facts';
import { IconActivity, IconCircleCheck, IconCircleX, IconHelpCircle } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty, Notice } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { itemsOf } from '@/ui/paged';
import { Tag } from '@/ui/Tag';
import { LeadBar } from './LeadBar';
import { stuckLeads } from './leads.api';
import { OutreachTabs } from './OutreachTabs';
import { Accepted, Errors, Mails, percent, Shortfalls } from './ReportPanels';
import { type Report, report, type Target } from './reports.api';
import { sequences } from './sequences.api';
import { BLOCKER, LEAD_STATE } from './words';

const STAGE: Record<string, string> = { ENTERED: 'Entered', INVITED: 'Invitations sent', CONNECTED: 'Connected', MESSAGED: 'Messages sent', MAILED: 'Mails sent', REPLIED: 'Replied' };

function Funnel({ of }: { of: Report }) {
  const most = Math.max(1, ...of.funnel.map((stage) => stage.count));
  return (
    <Stack gap="sm">
      {of.funnel.map((stage) => (
        <div key={stage.kind}>
          <Group justify="space-between" gap="xs">
            <Text size="sm">{STAGE[stage.kind] ?? stage.kind}</Text>
            <Text size="sm">
              <b>{number(stage.count)}</b>
              {stage.share != null && (
                <Text span c="dimmed" size="sm">
                  {' '}
                  {percent(stage.share)} of those who entered
                </Text>
              )}
            </Text>
          </Group>
          <div style={{ height: 14, borderRadius: 7, background: 'var(--idle-soft)', overflow: 'hidden' }}>
            <div className="bar-move" style={{ width: `${(stage.count / most) * 100}%`, height: '100%', background: 'var(--bar-SENDING)' }} />
          </div>
        </div>
      ))}
    </Stack>
  );
}

function Days({ of }: { of: Report }) {
  const option = useCallback<ChartOption>(
    (color) => {
      const line = (name: string, values: number[], tone: string) => ({ type: 'bar' as const, name, stack: name, data: values, itemStyle: { color: color(tone), borderRadius: [3, 3, 0, 0] as [number, number, number, number] } });
      return {
        grid: { left: 40, right: 12, top: 34, bottom: 28 },
        legend: { top: 0, textStyle: { color: color('--idle') } },
        tooltip: { trigger: 'axis' },
        xAxis: { type: 'category', data: of.days.map((day) => day.day.slice(5)), axisLabel: { color: color('--idle') }, axisLine: { lineStyle: { color: color('--line-strong') } } },
        yAxis: { type: 'value', minInterval: 1, axisLabel: { color: color('--idle') }, splitLine: { lineStyle: { color: color('--line') } } },
        series: [line('Sent', of.days.map((day) => day.sent), '--bar-PENDING'), line('Connected', of.days.map((day) => day.connected), '--bar-SENDING'), line('Replied', of.days.map((day) => day.replied), '--bar-SYNCED')],
      };
    },
    [of],
  );
  return <Chart option={option} height={240} label="Sent, connected and replied by day" />;
}

const SHOWN = 20;

function StuckLeads() {
  const { data = [] } = useQuery(stuckLeads());
  if (data.length === 0) return null;
  return (
    <ul style={{ margin: '6px 0 0', paddingLeft: 18 }}>
      {data.slice(0, SHOWN).map((one) => (
        <li key={one.lead} className="wrap">
          <Link to="/outreach/leads/$id" params={{ id: one.lead }}>
            {one.name || 'Nameless'}
          </Link>
          : {told(one.why)}
        </li>
      ))}
      {data.length > SHOWN && <li>and {number(data.length - SHOWN)} more</li>}
    </ul>
  );
}

function TargetTag({ of }: { of: Target }) {
  if (of.met == null) return <Tag tone="idle" icon={IconHelpCircle}>Too little to tell</Tag>;
  return of.met ? <Tag tone="good" icon={IconCircleCheck}>Met</Tag> : <Tag tone="bad" icon={IconCircleX}>Missed</Tag>;
}

function Counted({ of, words, param }: { of: Record<string, number>; words: (key: string) => string; param: 'blocker' | 'reason' }) {
  const rows = Object.entries(of).sort(([, one], [, other]) => other - one);
  return (
    <DataTable
      caption={param === 'blocker' ? 'What leads wait for' : 'Why leads failed'}
      rows={rows}
      rowKey={([key]) => key}
      empty={<Empty icon={IconCircleCheck} title={param === 'blocker' ? 'Nobody waits' : 'Nobody failed'} />}
      columns={[
        {
          key: 'what',
          header: 'Why',
          lead: true,
          cell: ([key]) => (
            <Link to="/outreach/leads" search={{ [param]: key }} className="link wrap">
              {words(key)}
            </Link>
          ),
        },
        { key: 'count', header: 'Leads', right: true, cell: ([, leads]) => number(leads) },
      ]}
    />
  );
}

export default function ReportsPage() {
  const [sequence, setSequence] = useState<string | null>(null);
  const [days, setDays] = useState('30');
  const all = useInfiniteQuery(sequences(undefined));
  const query = useQuery({ ...report(sequence ?? undefined, Number(days)), placeholderData: keepPreviousData });
  return (
    <>
      <PageHead title="Reports" lead="Where leads stand, what comes of what is sent, and whether it works as promised." />
      <OutreachTabs at="reports" />
      <Group mb="md" gap="sm">
        <Select aria-label="Sequence" placeholder="All sequences" clearable clearButtonProps={{ 'aria-label': 'All sequences' }} searchable data={all.data ? itemsOf(all.data).map((one) => ({ value: one.id, label: one.name })) : []} value={sequence} onChange={setSequence} w={260} />
        <SegmentedControl
          aria-label="How far back"
          data={[
            { value: '7', label: '7 days' },
            { value: '30', label: '30 days' },
            { value: '90', label: '90 days' },
          ]}
          value={days}
          onChange={setDays}
        />
      </Group>
      <Loaded query={query} skeleton={<Lines rows={10} height={26} />}>
        {(data) => (
          <Stack gap="md">
            {data.stuck > 0 && (
              <Notice tone="bad" title={`${count(data.stuck, 'lead is', 'leads are')} stuck`}>
                They were due and nobody did anything about it. Is the server at work?
                <StuckLeads />
              </Notice>
            )}
            <Panel title="Where leads stand">
              <Stack gap="sm">
                <LeadBar counts={data.states} />
                <Facts of={Object.entries(data.states).map(([state, leads]) => ({ label: LEAD_STATE[state]?.label ?? state, value: number(leads) }))} />
              </Stack>
            </Panel>
            <Panel title="What came of it">
              {data.funnel.every((stage) => stage.count === 0) ? <Empty icon={IconActivity} title="Nothing has happened in this time" /> : <Funnel of={data} />}
            </Panel>
            {data.days.length > 0 && (
              <Panel title="By day">
                <Days of={data} />
              </Panel>
            )}
            <Accepted of={data.acceptance} />
            <Panel flush title="Variants">
              <DataTable
                caption="Variants"
                rows={data.variants}
                rowKey={(one) => `${one.sequence} ${one.step} ${one.variant}`}
                empty={<Empty icon={IconActivity} title="No step with several texts was sent in this time" />}
                columns={[
                  { key: 'step', header: 'Step', lead: true, cell: (one) => <span className="wrap">{one.sequenceName} · <span className="mono">{one.step}{one.variant && ` · ${one.variant}`}</span></span> },
                  { key: 'sent', header: 'Sent', right: true, cell: (one) => number(one.sent) },
                  { key: 'connected', header: 'Connected', right: true, cell: (one) => number(one.connected) },
                  { key: 'replied', header: 'Replied', right: true, cell: (one) => number(one.replied) },
                  { key: 'share', header: 'Replies, 95 % sure', right: true, cell: (one) => `${percent(one.low)} – ${percent(one.high)}` },
                ]}
              />
            </Panel>
            <Mails of={data.mails} />
            <Panel flush title="What leads wait for">
              <Counted of={data.blockers} words={(key) => BLOCKER[key] ?? key} param="blocker" />
            </Panel>
            <Errors of={data.errors} />
            <Panel flush title="Why leads failed">
              <Counted of={data.reasons} words={(key) => key} param="reason" />
            </Panel>
            <Panel flush title="The four targets">
              <DataTable
                caption="The four targets"
                rows={data.targets}
                rowKey={(one) => one.name}
                columns={[
                  {
                    key: 'name',
                    header: 'Target',
                    lead: true,
                    cell: (one) => (
                      <>
                        <b>{one.name}</b>
                        <Text size="xs" c="dimmed" className="wrap">
                          {one.definition}
                        </Text>
                        <Shortfalls of={one.shortfalls} />
                      </>
                    ),
                  },
                  { key: 'wanted', header: 'Wanted', cell: (one) => one.wanted },
                  { key: 'value', header: 'Measured', right: true, cell: (one) => (one.value == null ? '–' : percent(one.value)) },
                  { key: 'sure', header: '95 % sure', right: true, cell: (one) => (one.low == null || one.high == null ? '' : `${percent(one.low)} – ${percent(one.high)}`) },
                  { key: 'sample', header: 'Out of', right: true, cell: (one) => number(one.sample) },
                  { key: 'met', header: '', label: '', cell: (one) => <TargetTag of={one} /> },
                ]}
              />
            </Panel>
            {data.lag.count > 0 && (
              <Text size="sm" c="dimmed">
                Connections were seen {number(Math.round(data.lag.p50Minutes ?? 0))} minutes after they were made in half of {number(data.lag.count)} cases, within {number(Math.round(data.lag.p95Minutes ?? 0))} in 95 of 100. The service looks itself only a few times a day.
              </Text>
            )}
          </Stack>
        )}
      </Loaded>
    </>
  );
}
