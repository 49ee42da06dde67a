import { Drawer, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { dateAndTime, milliseconds, number, oneDecimal, utc } from '@/lib/format';
import { Facts } from '@/ui/Facts';
import { Lines, Loaded } from '@/ui/Loaded';
import { Notice } from '@/ui/Notice';
import { recordLine, type RecordLineDetail } from './logs.api';
import classes from './logs.module.css';
import { OutcomeTag } from './OutcomeTag';

export function took(micros: number): string {
  return micros < 1000 ? `${number(micros)} µs` : micros < 1_000_000 ? `${number(Math.round(micros / 1000))} ms` : `${oneDecimal(micros / 1_000_000)} s`;
}

function Document({ title, of }: { title: string; of: Record<string, unknown> }) {
  return (
    <div>
      <Title order={3} size="h5" mb={6}>
        {title}
      </Title>
      {/* A long document scrolls on its own; the keyboard has to reach it for that. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={`mono ${classes.document}`} tabIndex={0} aria-label={title}>
        {JSON.stringify(of, null, 2)}
      </pre>
    </div>
  );
}

function Detail({ of }: { of: RecordLineDetail }) {
  return (
    <Stack>
      <Facts
        of={[
          { label: 'When', value: dateAndTime(of.at) },
          { label: 'In UTC', value: <span className="mono">{utc(of.at)}</span> },
          { label: 'Took', value: took(of.micros) },
          { label: 'Attempt', value: number(of.attempt) },
        ]}
      />
      {of.message && (
        <Notice tone={of.outcome === 'FAILED' ? 'bad' : 'info'} title={of.errorClass ? `Class “${of.errorClass}”` : undefined}>
          {of.message}
        </Notice>
      )}
      <Text size="sm">
        <Link to="/runs/$id" params={{ id: of.run }}>
          Open its run
        </Link>
        {' · '}
        <Link to="/logs/record" search={{ key: of.recordKey }}>
          Everything about {of.recordKey}
        </Link>
      </Text>
      {of.trail && of.trail.length > 0 && (
        <div>
          <Title order={3} size="h5" mb={8}>
            Its way
          </Title>
          <ol className={classes.trail}>
            {of.trail.map((step, index) => (
              <li key={`${step.node} ${index}`}>
                <Text size="sm" fw={600} span className="wrap">
                  {step.node}
                </Text>{' '}
                <Text size="sm" c="dimmed" span className="wrap">
                  {step.did}
                  {step.ms !== null && step.ms !== undefined && ` · ${milliseconds(step.ms)}`}
                </Text>
              </li>
            ))}
          </ol>
        </div>
      )}
      {of.input && <Document title="As it came in" of={of.input} />}
      {of.output && <Document title="As it went out" of={of.output} />}
    </Stack>
  );
}

export function LineDrawer({ id, title, onClose }: { id: string | undefined; title: string; onClose: () => void }) {
  const query = useQuery({ ...recordLine(id ?? ''), enabled: id !== undefined });
  return (
    <Drawer opened={id !== undefined} onClose={onClose} title={title} size="lg" position="right">
      {id && (
        <Loaded query={query} skeleton={<Lines rows={8} />}>
          {(line) => (
            <>
              <div style={{ marginBottom: 12 }}>
                <OutcomeTag outcome={line.outcome} />
              </div>
              <Detail of={line} />
            </>
          )}
        </Loaded>
      )}
    </Drawer>
  );
}
