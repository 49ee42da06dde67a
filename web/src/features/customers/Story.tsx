import { Button, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Icon } from '@tabler/icons-react';
import { told } from '@/lib/format';
import { useMay } from '@/ui/access';
import { IconArrowsSplit, IconBell, IconCirclePlus, IconCloudOff, IconCloudUpload, IconGitMerge, IconHelpCircle, IconListSearch, IconMail, IconPencil, IconRocket, IconShieldCheck, IconTags, IconTimeline, IconTrash, IconUserSearch } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { itemsOf, moreOf } from '@/ui/paged';
import { Time } from '@/ui/Time';
import { say, sayProblem } from '@/ui/toast';
import { type personStory, type StoryItem, useUndoMerge } from './customers.api';
import classes from './customers.module.css';
import { fieldWords, withMoments } from './words';

const LOOK: Record<string, { icon: Icon; label: string }> = {
  created: { icon: IconCirclePlus, label: 'Created' },
  changed: { icon: IconPencil, label: 'Changed' },
  merged: { icon: IconGitMerge, label: 'Merged' },
  unmerged: { icon: IconGitMerge, label: 'Merge taken back' },
  parted: { icon: IconArrowsSplit, label: 'Parted' },
  erased: { icon: IconTrash, label: 'Erased' },
  gone: { icon: IconCloudOff, label: 'Gone elsewhere' },
  back: { icon: IconCloudUpload, label: 'There again' },
  consent: { icon: IconShieldCheck, label: 'Consent' },
  record: { icon: IconListSearch, label: 'Run' },
  tag: { icon: IconTags, label: 'Tag' },
  push: { icon: IconCloudUpload, label: 'Push' },
  mail: { icon: IconMail, label: 'Mail' },
  alert: { icon: IconBell, label: 'Alert' },
  champion: { icon: IconRocket, label: 'Changed jobs' },
  'champion-check': { icon: IconUserSearch, label: 'Profile looked at' },
};

function text(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing';
  if (Array.isArray(value)) return value.map(text).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : withMoments(String(value));
}

function UndoMerge({ merge }: { merge: string }) {
  const undo = useUndoMerge();
  return (
    <Button size="compact-xs" variant="default" loading={undo.isPending} onClick={() => undo.mutate(merge, { onSuccess: () => say('They are two again.'), onError: sayProblem })}>
      Take the merge back
    </Button>
  );
}

/** @param undo whether a merge it tells of can be taken back here */
function Item({ of, undo }: { of: StoryItem; undo: boolean }) {
  const look = LOOK[of.kind] ?? { icon: IconHelpCircle, label: of.kind };
  const Symbol = look.icon;
  return (
    <li>
      <span className={classes.mark} title={look.label}>
        <Symbol size={13} stroke={1.9} aria-label={look.label} />
      </span>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: '2px 10px', alignItems: 'baseline' }}>
        {of.kind === 'push' ? (
          <Link to="/pushes/$id" params={{ id: of.id }} className="link wrap">
            {of.title}
          </Link>
        ) : (
          <Text size="sm" fw={600} span className="wrap">
            {of.title}
          </Text>
        )}
        <Text size="xs" c="dimmed" span>
          <Time at={of.at} />
          {of.who ? ` · ${of.who}` : ''}
        </Text>
        {undo && of.kind === 'merged' && of.merge && <UndoMerge merge={of.merge} />}
        {of.run && (
          <Link to="/runs/$id" params={{ id: of.run }}>
            <Text size="xs" span>
              its run
            </Text>
          </Link>
        )}
      </div>
      {of.detail && (
        <Text size="sm" className="wrap" mt={2}>
          {told(withMoments(of.detail))}
        </Text>
      )}
      {of.changes.length > 0 && (
        <dl className={classes.changes}>
          {of.changes.slice(0, 12).map((change) => (
            <div key={change.field}>
              <dt>{fieldWords(change.field)}</dt>
              <dd>
                {of.kind !== 'created' && (
                  <>
                    <span className={classes.ended}>{text(change.before)}</span>{' '}
                  </>
                )}
                {text(change.after)}
              </dd>
            </div>
          ))}
          {of.changes.length > 12 && <div>and {of.changes.length - 12} more</div>}
        </dl>
      )}
    </li>
  );
}

/** Everything that happened to a customer, newest first. */
export function Story({ of }: { of: ReturnType<typeof personStory> }) {
  const query = useInfiniteQuery(of);
  const may = useMay()('customers:write');
  return (
    <Loaded query={query} skeleton={<Lines rows={8} />}>
      {(data) => {
        const items = itemsOf(data);
        const over = new Set(items.filter((item) => item.kind === 'unmerged').map((item) => item.merge));
        if (items.length === 0) return <Empty icon={IconTimeline} title="Nothing has happened yet" />;
        const more = moreOf(query);
        return (
          <>
            <ol className={classes.story}>
              {items.map((item) => (
                <Item key={`${item.kind} ${item.id} ${item.at}`} of={item} undo={may && !over.has(item.merge)} />
              ))}
            </ol>
            {more.has && (
              <Button variant="default" size="xs" mt="md" loading={more.loading} onClick={more.load}>
                Earlier
              </Button>
            )}
          </>
        );
      }}
    </Loaded>
  );
}
