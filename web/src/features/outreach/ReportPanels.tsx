import { Text } from '@mantine/core';
import { count, number } from '@/lib/format';
import { DataTable } from '@/ui/DataTable';
import { Facts } from '@/ui/Facts';
import { IconActivity, IconCircleCheck } from '@/ui/icons';
import { Empty } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import type { Report, Target } from './reports.api';
import { ERROR_CLASS } from './words';

export const percent = (value: number) => `${(value * 100).toLocaleString(undefined, { maximumFractionDigits: 1 })} %`;

const between = (of: { low: number; high: number }) => `${percent(of.low)} – ${percent(of.high)}`;

/** Of the invitations that went out, how many were accepted. */
export function Accepted({ of }: { of: Report['acceptance'] }) {
  return (
    <Panel flush title="Accepted invitations">
      <DataTable
        caption="Accepted invitations"
        rows={of}
        rowKey={(one) => `${one.sequence} ${one.step} ${one.variant}`}
        empty={<Empty icon={IconActivity} title="No invitation went out in this time" />}
        columns={[
          { key: 'step', header: 'Step', lead: true, cell: (one) => <span className="wrap">{one.sequenceName} · <span className="mono">{one.step}{one.variant && ` · ${one.variant}`}</span></span> },
          { key: 'invited', header: 'Invited', right: true, cell: (one) => number(one.invited) },
          { key: 'accepted', header: 'Accepted', right: true, cell: (one) => number(one.accepted) },
          { key: 'share', header: 'Share', right: true, cell: (one) => percent(one.share) },
          { key: 'sure', header: '95 % sure', right: true, cell: between },
        ]}
      />
    </Panel>
  );
}

/** What leads are held by or failed of, by the class they are recovered by. */
export function Errors({ of }: { of: Report['errors'] }) {
  return (
    <Panel flush title="Errors by class">
      <DataTable
        caption="Errors by class"
        rows={of}
        rowKey={(one) => one.name}
        empty={<Empty icon={IconCircleCheck} title="No lead has an error" />}
        columns={[
          {
            key: 'what',
            header: 'Class',
            lead: true,
            cell: (one) => (
              <>
                {ERROR_CLASS[one.name] ?? one.name}
                <Text size="xs" c="dimmed" className="mono">
                  {one.name.toLowerCase()}
                </Text>
              </>
            ),
          },
          { key: 'leads', header: 'Leads', right: true, cell: (one) => number(one.leads) },
          { key: 'share', header: 'Share', right: true, cell: (one) => percent(one.share) },
        ]}
      />
    </Panel>
  );
}

/** What is known of mails after they went out; nothing where none did. */
export function Mails({ of }: { of: Report['mails'] }) {
  if (of.sent === 0) return null;
  const share = (value: number) => percent(Math.min(1, value / of.sent));
  return (
    <Panel title="Mails">
      <Facts
        of={[
          { label: 'Sent', value: number(of.sent) },
          { label: 'Opened', value: number(of.opened), aside: share(of.opened) },
          { label: 'Links followed', value: number(of.followed), aside: share(of.followed) },
          { label: 'Looked at by programs', value: number(of.machines), aside: 'not in the others' },
        ]}
      />
      <Text size="xs" c="dimmed" mt="sm">
        {of.caveat}
      </Text>
    </Panel>
  );
}

/** What did not go well, and for how long. */
export function Shortfalls({ of }: { of: Target['shortfalls'] }) {
  if (of.length === 0) return null;
  return (
    <ul style={{ margin: '4px 0 0', paddingLeft: 18, fontSize: 12 }}>
      {of.map((one) => (
        <li key={one.what} className="wrap">
          {count(one.count, 'minute', 'minutes')}: {one.what}
        </li>
      ))}
    </ul>
  );
}
