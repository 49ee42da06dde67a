import { Text } from '@mantine/core';
import { CopyText } from '@/ui/CopyText';
import { IconCloudOff } from '@/ui/icons';
import { Tag } from '@/ui/Tag';
import { Time } from '@/ui/Time';
import type { ExternalId } from './customers.api';
import classes from './customers.module.css';
import { connection, lost, service } from './externalIds';

/** That nothing of a customer is left in a service. */
export function GoneTags({ of }: { of: ExternalId[] }) {
  return lost(of).map((one) => (
    <Tag key={one.system} tone="warn" icon={IconCloudOff} title={`${one.object} ${one.id}, connection ${connection(one.system)}. Nothing is written to it any more.`}>
      {one.gone?.into ? 'Merged' : 'Deleted'} in {service(one.system)}
    </Tag>
  ));
}

/** What a customer is called elsewhere; what is gone there is struck out. */
export function KnownElsewhere({ of }: { of: ExternalId[] }) {
  if (of.length === 0) return null;
  return (
    <div>
      <dt>
        <Text size="xs" c="dimmed" span>
          Known elsewhere as
        </Text>
      </dt>
      <dd style={{ margin: 0 }}>
        <ul className={classes.list}>
          {of.map((one) => (
            <li key={`${one.system} ${one.object} ${one.id}`}>
              <Text size="sm" span>
                {one.object} in {connection(one.system)}
              </Text>
              <span className={one.gone ? classes.ended : undefined}>{one.id}</span> <CopyText value={one.id} label="Copy the id" />
              {one.gone && (
                <Text size="xs" c="dimmed" span>
                  {one.gone.into ? `merged into ${one.gone.into}` : 'deleted there'}, told <Time at={one.gone.at} />
                </Text>
              )}
            </li>
          ))}
        </ul>
      </dd>
    </div>
  );
}
