import { Button, Group, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useState } from 'react';
import { connections } from '@/api/queries';
import { count } from '@/lib/format';
import { useMay } from '@/ui/access';
import { IconChevronRight, IconCircleCheck, IconCircleX } from '@/ui/icons';
import { Lines } from '@/ui/Loaded';
import { Failed } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { Tag } from '@/ui/Tag';
import { say } from '@/ui/toast';
import { exampleMapping } from './exampleMapping';
import { readMapping } from './mappingText';
import classes from './ordersync.module.css';
import { useAddSync } from './ordersync.api';
import { ProblemList } from './ProblemList';
import { useValidation } from './useValidation';

const MappingEditor = lazy(() => import('./MappingEditor'));

function Drafting({ example }: { example: string }) {
  const navigate = useNavigate();
  const add = useAddSync();
  const [text, setText] = useState(example);
  const [line, setLine] = useState({ at: 0 });
  const read = useMemo(() => readMapping(text), [text]);
  const environments = read.ok ? read.mapping.environments : [];
  const [wish, setWish] = useState<string>();
  const environment = wish && environments.includes(wish) ? wish : environments[0];
  const { problems, pending } = useValidation(text, environment);
  return (
    <>
      <PageHead
        title="New order sync"
        lead="Describe your order list and the board in one mapping file. Start from this example, or paste yours over it."
        above={
          <>
            <Link to="/ordersync">Order sync</Link>
            <IconChevronRight size={14} aria-hidden />
            <span>New</span>
          </>
        }
      />
      <div className={classes.stack}>
        {add.error && <Failed error={add.error} />}
        <Panel
          flush
          label="Mapping"
          title={
            <Group gap="sm">
              <Select size="xs" w={200} aria-label="Environment" data={environments.map((value) => ({ value, label: `Environment ${value}` }))} value={environment ?? null} onChange={(value) => setWish(value ?? undefined)} allowDeselect={false} placeholder="No environment yet" />
              {!pending && (problems.length ? <Tag tone="bad" icon={IconCircleX}>{count(problems.length, 'problem')}</Tag> : <Tag tone="good" icon={IconCircleCheck}>No problems</Tag>)}
            </Group>
          }
          actions={
            <Button
              size="xs"
              disabled={!environment || problems.length > 0 || pending}
              loading={add.isPending}
              onClick={() =>
                environment &&
                add.mutate(
                  { config: text, environment },
                  {
                    onSuccess: (sync) => {
                      say(`${sync.title} has been made. Import an order list next.`);
                      void navigate({ to: '/ordersync/$id/import', params: { id: sync.id } });
                    },
                  },
                )
              }
            >
              Create it
            </Button>
          }
        >
          <Suspense fallback={<Lines rows={14} />}>
            <MappingEditor text={text} problems={problems} line={line} readOnly={false} onChange={setText} />
          </Suspense>
        </Panel>
        {problems.length > 0 && <ProblemList problems={problems} onLine={(at) => setLine({ at })} />}
      </div>
    </>
  );
}

export default function NewOrderSyncPage() {
  const may = useMay()('connections:read');
  const { data, isLoading } = useQuery({ ...connections(), enabled: may });
  // The text is the person's own from the first key on, so it is shown once the name it uses is known.
  if (isLoading) return <Lines rows={14} />;
  const first = data?.items.find((one) => one.vendor === 'monday') ?? data?.items[0];
  return <Drafting example={exampleMapping(first?.name)} />;
}
