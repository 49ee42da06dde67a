import { Button, Code, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { CheckedBoard, Finding } from '@/api/contract';
import { boardCheck } from '@/api/queries';
import { number } from '@/lib/format';
import { CopyText } from '@/ui/CopyText';
import { Gauge } from '@/ui/Gauge';
import { IconAlertTriangle, IconCircleX, IconRefresh } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Notice } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { Tag } from '@/ui/Tag';
import classes from './ordersync.module.css';

const route = getRouteApi('/shell/ordersync/$id/check');

function FindingRow({ of, sync }: { of: Finding; sync: string }) {
  return (
    <li>
      {of.severity.toLowerCase() === 'error' ? (
        <Tag tone="bad" icon={IconCircleX}>
          Error
        </Tag>
      ) : (
        <Tag tone="warn" icon={IconAlertTriangle}>
          Warning
        </Tag>
      )}
      <div className="wrap">
        <Text size="sm" fw={550}>
          {of.message}
        </Text>
        <Text size="xs" c="dimmed">
          {of.columnId && (
            <>
              Column <span className="mono">{of.columnId}</span>{' '}
            </>
          )}
          {of.line ? (
            <Link to="/ordersync/$id/mapping" params={{ id: sync }} hash={`line-${of.line}`}>
              line {of.line} of the mapping
            </Link>
          ) : (
            of.key && <span className="mono">{of.key}</span>
          )}
        </Text>
        {of.suggestion && (
          <Group gap={4} mt={6} wrap="nowrap" align="flex-start">
            <Code block className="wrap" style={{ flex: '0 1 auto', whiteSpace: 'pre-wrap' }}>
              {of.suggestion}
            </Code>
            <CopyText value={of.suggestion} label="Copy the suggested edit" />
          </Group>
        )}
      </div>
    </li>
  );
}

export function title(boards: CheckedBoard[]) {
  const [first] = boards;
  if (boards.length > 1) {
    return `${boards.length} boards`;
  }
  return first ? (first.name ?? `Board ${first.id}`) : 'The board';
}

/** How full a board is; one that is not there says so. */
export function BoardRoom({ board, alone }: { board: CheckedBoard; alone: boolean }) {
  const name = board.name ?? `Board ${board.id}`;
  if (!board.found) {
    return (
      <Text size="sm">
        <span className="mono">{board.id}</span> is not there for this token.
      </Text>
    );
  }
  return (
    <Gauge
      name={alone ? 'Room for items' : `Room on ${name}`}
      left={board.itemsLimit - board.items}
      quota={board.itemsLimit}
      below={`${number(board.items)} items are on it; its id is ${board.id}`}
    />
  );
}

export default function CheckTab() {
  const { id } = route.useParams();
  const query = useQuery(boardCheck(id));
  return (
    <Loaded
      query={query}
      skeleton={
        <Panel title="Looking at the board">
          <Lines rows={5} />
        </Panel>
      }
    >
      {(check) => (
        <div className={classes.stack}>
          <Panel
            title={title(check.boards)}
            actions={
              <Button size="xs" variant="default" leftSection={<IconRefresh size={15} />} loading={query.isFetching} onClick={() => void query.refetch()}>
                Check again
              </Button>
            }
          >
            <div style={{ display: 'grid', gap: 16 }}>
              {check.ok && check.findings.length === 0 ? (
                <Notice tone="good" title="The mapping fits the board">
                  Every column is there with the right type, the labels exist, and there is room.
                </Notice>
              ) : check.ok ? (
                <Notice tone="warn" title="The mapping fits, with something to look at" />
              ) : (
                <Notice tone="bad" title="The mapping does not fit the board">
                  Rows that need what is missing would fail. Mend the mapping or the board, then check again.
                </Notice>
              )}
              {check.boards.map((board) => (
                <BoardRoom key={board.id} board={board} alone={check.boards.length === 1} />
              ))}
            </div>
          </Panel>
          {check.findings.length > 0 && (
            <Panel title="Findings" flush>
              <ul className={classes.findings}>
                {check.findings.map((finding) => (
                  <FindingRow key={`${finding.key ?? ''} ${finding.columnId ?? ''} ${finding.message}`} of={finding} sync={id} />
                ))}
              </ul>
            </Panel>
          )}
        </div>
      )}
    </Loaded>
  );
}
