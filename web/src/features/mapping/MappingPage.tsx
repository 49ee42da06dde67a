import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useMay } from '@/ui/access';
import { useConfirm } from '@/ui/Confirm';
import { IconChevronRight, IconTrash } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Notice } from '@/ui/Notice';
import { PageHead } from '@/ui/Page';
import { Time } from '@/ui/Time';
import { say, sayProblem } from '@/ui/toast';
import { MappingForm } from './MappingForm';
import { drift, mapping, useChangeMapping, useRemoveMapping } from './mapping.api';

const route = getRouteApi('/shell/mappings/$id');

function DriftNotice({ id }: { id: string }) {
  const { data } = useQuery(drift(id));
  if (!data || data.items.length === 0) return null;
  return (
    <div style={{ marginBottom: 16 }}>
      <Notice tone={data.breaks ? 'bad' : 'warn'} title={data.breaks ? 'A run with this mapping would fail or go wrong' : 'Something changed at one of the ends'}>
        <ul style={{ margin: '4px 0 0', paddingLeft: 18 }}>
          {data.items.map((one) => (
            <li key={`${one.side} ${one.field} ${one.what}`} className="wrap">
              {one.message}
            </li>
          ))}
        </ul>
      </Notice>
    </div>
  );
}

export default function MappingPage() {
  const { id } = route.useParams();
  const query = useQuery(mapping(id));
  const navigate = useNavigate();
  const may = useMay()('pulls:write');
  const change = useChangeMapping();
  const removing = useRemoveMapping();
  const { ask, dialog } = useConfirm();
  return (
    <Loaded query={query} skeleton={<Lines rows={8} />}>
      {(of) => (
        <>
          <PageHead
            title={of.name}
            lead={
              <>
                Changed <Time at={of.changedAt} /> by {of.changedBy}. {of.ways.filter((way) => way.both).length} of {of.ways.length} fields go both ways.
              </>
            }
            above={
              <>
                <Link to="/mappings">Field mappings</Link>
                <IconChevronRight size={14} aria-hidden />
                <span className="wrap">{of.name}</span>
              </>
            }
            actions={
              may && (
                <Button
                  variant="default"
                  leftSection={<IconTrash size={16} />}
                  onClick={() =>
                    ask({
                      title: `Delete ${of.name}?`,
                      text: 'Flows that name it fail from then on.',
                      yes: 'Delete',
                      danger: true,
                      act: () => removing.mutate(id, { onSuccess: () => void navigate({ to: '/mappings' }), onError: sayProblem }),
                    })
                  }
                >
                  Delete
                </Button>
              )
            }
          />
          <DriftNotice id={id} />
          <MappingForm
            key={of.version}
            before={of}
            busy={change.isPending}
            cancel={() => void navigate({ to: '/mappings' })}
            save={(input) => change.mutate({ id, ...input }, { onSuccess: () => say('Saved.'), onError: sayProblem })}
          />
          {dialog}
        </>
      )}
    </Loaded>
  );
}
