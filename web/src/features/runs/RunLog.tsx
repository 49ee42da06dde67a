import { Button, Group, Select, Switch, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { runLog } from '@/api/queries';
import { clock, told, utc } from '@/lib/format';
import { LOG_LEVEL, LOG_LEVELS } from '@/lib/words';
import { IconFileText, IconSearch } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { itemsOf } from '@/ui/paged';
import { LevelTag } from '@/ui/StateTags';
import classes from './runs.module.css';

const route = getRouteApi('/shell/runs/$id');
const LEVELS = LOG_LEVELS.map((level) => ({ value: level, label: level === 'DEBUG' ? 'Everything' : level === 'ERROR' ? 'Errors only' : `${LOG_LEVEL[level]} and above` }));

/** What a run wrote about its records, oldest first as one reads; following keeps the newest in sight. */
export function RunLog({ id, going }: { id: string; going: boolean }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [words, setWords] = useState(search.q ?? '');
  const [q] = useDebouncedValue(words.trim(), 300);
  const [follow, setFollow] = useState(true);
  const list = useRef<HTMLUListElement>(null);
  const filter = { level: search.level, q: q || undefined };
  const query = useInfiniteQuery({ ...runLog(id, filter), placeholderData: keepPreviousData, refetchInterval: going ? 5000 : false });
  const newest = query.data?.pages[0]?.items[0]?.id;

  useEffect(() => {
    void navigate({ search: (before) => ({ ...before, q: q || undefined }), replace: true, resetScroll: false });
  }, [q, navigate]);
  useEffect(() => {
    if (follow && list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [newest, follow]);

  return (
    <Panel
      flush
      title="Log"
      actions={
        <Group gap="sm">
          {going && <Switch size="xs" label="Follow" checked={follow} onChange={(event) => setFollow(event.currentTarget.checked)} />}
          <TextInput size="xs" w={180} aria-label="Search the log" placeholder="Search" leftSection={<IconSearch size={14} />} value={words} onChange={(event) => setWords(event.currentTarget.value)} />
          <Select size="xs" w={170} aria-label="Level" data={LEVELS} value={search.level ?? 'DEBUG'} allowDeselect={false} onChange={(level) => void navigate({ search: (before) => ({ ...before, level: level === 'DEBUG' ? undefined : (level ?? undefined) }), replace: true, resetScroll: false })} />
        </Group>
      }
    >
      <Loaded query={query} skeleton={<Lines rows={6} />}>
        {(data) => {
          const lines = itemsOf(data).reverse();
          if (lines.length === 0) return <Empty icon={IconFileText} title={filter.q || filter.level ? 'No lines like that' : going ? 'Nothing written yet' : 'It wrote nothing'} />;
          return (
            // A long list scrolls on its own; the keyboard has to reach it for that.
            // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            <ul className={classes.log} ref={list} tabIndex={0} aria-label="Log lines">
              {query.hasNextPage && (
                <li className={classes.older}>
                  <Button size="compact-xs" variant="default" loading={query.isFetchingNextPage} onClick={() => { setFollow(false); void query.fetchNextPage(); }}>
                    Older lines
                  </Button>
                </li>
              )}
              {lines.map((line) => (
                <li key={line.id}>
                  <time className={classes.at} dateTime={line.at} title={utc(line.at)}>
                    {clock(line.at)}
                  </time>
                  <span>
                    <LevelTag level={line.level} />
                  </span>
                  <span className={classes.record} title={line.recordKey ?? undefined}>
                    {line.recordKey}
                  </span>
                  <Text span size="sm" className={classes.text}>
                    {told(line.message)}
                  </Text>
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
    </Panel>
  );
}
