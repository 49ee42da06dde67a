import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { Run } from '@/api/contract';
import { syncReport } from '@/api/queries';
import { count, number } from '@/lib/format';
import { useMay } from '@/ui/access';
import { useConfirm } from '@/ui/Confirm';
import { type Column, DataTable } from '@/ui/DataTable';
import { IconChecklist, IconExternalLink } from '@/ui/icons';
import { Loaded } from '@/ui/Loaded';
import { Notice } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { sayProblem } from '@/ui/toast';
import { useVerify } from './ordersync.api';

const SHOWN = 100;

interface Difference {
  kind: string;
  sourceKey?: string | null;
  lineKey?: string | null;
  itemId?: string | null;
  column?: string | null;
  expected?: string | null;
  found?: string | null;
  healed?: boolean;
}

const KINDS: Record<string, string> = {
  MISSING: 'Not on the board',
  EXTRA: 'On the board alone',
  CHANGED: 'Another value',
  DUPLICATE: 'Twice on the board',
  ADOPTED: 'Found again',
  MISPLACED: 'In another group',
};

const COLUMNS: Column<Difference & { place: number }>[] = [
  { key: 'order', header: 'Order', lead: true, cell: (one) => <span className="mono">{one.sourceKey ? `${one.sourceKey}${one.lineKey ? ` / ${one.lineKey}` : ''}` : `item ${one.itemId ?? ''}`}</span> },
  { key: 'kind', header: 'Difference', cell: (one) => KINDS[one.kind] ?? one.kind },
  { key: 'column', header: 'Column', cell: (one) => one.column },
  { key: 'expected', header: 'The list says', cell: (one) => one.expected && <span className="wrap">{one.expected}</span> },
  { key: 'found', header: 'The board has', cell: (one) => one.found && <span className="wrap">{one.found}</span> },
];

export function HealButton({ sync, size }: { sync: string; size?: string }) {
  const may = useMay()('ordersync:run');
  const navigate = useNavigate();
  const verify = useVerify(sync);
  const { ask, dialog } = useConfirm();
  if (!may) return null;
  return (
    <>
      <Button
        size={size ?? 'xs'}
        leftSection={<IconChecklist size={15} />}
        loading={verify.isPending}
        onClick={() =>
          ask({
            title: 'Heal on the board?',
            text: 'The board is read again, and where it differs from the list the values of the list are written, missing orders are created and surplus ones archived; rows that wait are sent too. Columns that belong to the board are left as they are.',
            yes: 'Heal on the board',
            act: () => verify.mutate(true, { onSuccess: (run) => void navigate({ to: '/runs/$id', params: { id: run.id } }), onError: sayProblem }),
          })
        }
      >
        Heal on the board
      </Button>
      {dialog}
    </>
  );
}

/** What a verify found, and what can be done about it. */
export function VerifyOutcome({ run, sync }: { run: Run; sync: string }) {
  const report = useQuery(syncReport(sync, run.id));
  return (
    <>
      <Notice
        tone="warn"
        title="The board differs from the order list"
        after={
          <>
            <HealButton sync={sync} />
            <Link to="/ordersync/$id/report" params={{ id: sync }} search={{ run: run.id }} style={{ display: 'inline-flex', gap: 5, alignItems: 'center' }}>
              <IconExternalLink size={15} aria-hidden />
              Open its report
            </Link>
          </>
        }
      >
        Nothing failed and nothing was changed. Heal writes what the list says; or mend it on the board and verify again.
      </Notice>
      <Loaded query={report}>
        {(data) => {
          const all = Array.isArray(data.drift) ? (data.drift as Difference[]) : [];
          if (all.length === 0) return null;
          return (
            <Panel flush title={all.length > SHOWN ? `The first ${number(SHOWN)} differences` : count(all.length, 'difference')}>
              <DataTable caption="Differences" columns={COLUMNS} rows={all.slice(0, SHOWN).map((one, place) => ({ ...one, place }))} rowKey={(one) => one.place} />
            </Panel>
          );
        }}
      </Loaded>
    </>
  );
}
