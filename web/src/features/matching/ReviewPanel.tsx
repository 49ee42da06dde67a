import { Button, Kbd, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useMay } from '@/ui/access';
import { IconArrowForwardUp, IconArrowsJoin2, IconArrowsSplit } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Panel } from '@/ui/Page';
import { Time } from '@/ui/Time';
import { KEY_OF, useKeys } from './keys';
import { type Decision, pair, review, type Review, settings } from './matching.api';
import classes from './matching.module.css';
import { SideBySide } from './SideBySide';
import { contested, otherwise, type Side } from './survivors';
import { Survivors } from './Survivors';
import { Why } from './Why';

export type Decide = (decision: Decision, survivors?: Record<string, unknown>) => void;

function ActButton({ act, icon, children, go, disabled, main, keys }: { keys: boolean; act: 'same' | 'different' | 'skip'; icon: ReactNode; children: ReactNode; go: () => void; disabled?: boolean; main?: boolean }) {
  return (
    <Button variant={main ? 'filled' : 'default'} leftSection={icon} disabled={disabled ?? false} onClick={go} aria-keyshortcuts={keys ? KEY_OF[act].toLowerCase() : undefined} rightSection={keys && <Kbd size="xs" className={classes.keyboard}>{KEY_OF[act]}</Kbd>}>
      {children}
    </Button>
  );
}

function Acts({ of, decide, keys }: { of: Review; decide: Decide; keys: boolean }) {
  const open = of.review.state === 'OPEN' || of.review.state === 'SKIPPED';
  const two = useQuery({ ...pair(of), enabled: open });
  const { data: rules } = useQuery(settings());
  const [choices, setChoices] = useState<Partial<Record<string, Side>>>({});
  const fields = two.data && rules ? contested(two.data, rules.survivors) : [];
  const ready = Boolean(of.review.customerName) && (!open || !two.isPending);
  const same = () => ready && decide('same', otherwise(fields, choices));
  const different = () => decide('different');
  const skip = of.review.state === 'OPEN' ? () => decide('skip') : undefined;
  useKeys(keys ? { same, different, skip } : {});
  return (
    <>
      {open && of.review.customerName && (
        <div className={classes.part}>
          <h3>What stays</h3>
          {two.isPending ? (
            <Lines rows={2} />
          ) : two.error ? (
            <Text size="sm" c="dimmed">
              The two could not be held against each other field by field; the rules of the settings decide which values stay.
            </Text>
          ) : (
            <Survivors pair={two.data} fields={fields} choices={choices} choose={(field, side) => setChoices((all) => ({ ...all, [field]: side }))} />
          )}
        </div>
      )}
      {of.review.state === 'AUTOMATIC' && (
        <div className={classes.part}>
          <Text size="sm" c="dimmed">
            It was taken as the same without a look. What you say counts for how good matching is, and for the next time the contact comes.
          </Text>
        </div>
      )}
      <div className={classes.acts}>
        <ActButton keys={keys} act="same" main icon={<IconArrowsJoin2 size={16} />} go={same} disabled={!ready}>
          Same
        </ActButton>
        <ActButton keys={keys} act="different" icon={<IconArrowsSplit size={16} />} go={different}>
          Different
        </ActButton>
        {skip && (
          <ActButton keys={keys} act="skip" icon={<IconArrowForwardUp size={16} />} go={skip}>
            Skip
          </ActButton>
        )}
      </div>
    </>
  );
}

/**
 * One review: both sides, the reasons, and what is decided.
 *
 * @param keys whether the keyboard decides
 */
export function ReviewPanel({ id, head, decide, keys = false }: { id: string; head?: ReactNode; decide?: Decide | undefined; keys?: boolean }) {
  const query = useQuery(review(id));
  const may = useMay()('customers:write');
  return (
    <Panel flush label="Review" title={head}>
      <Loaded query={query} skeleton={<Lines rows={12} height={22} />}>
        {(of) => (
          <>
            <SideBySide of={of} />
            <div className={classes.part}>
              <h3>Why</h3>
              <Why of={of} />
              <Text size="xs" c="dimmed" mt="sm">
                It came <Time at={of.review.at} />
                {of.run && (
                  <>
                    {' '}
                    with{' '}
                    <Link to="/runs/$id" params={{ id: of.run }}>
                      a run
                    </Link>
                  </>
                )}
                .
              </Text>
            </div>
            {decide && may && <Acts of={of} decide={decide} keys={keys} />}
            {decide && !may && (
              <div className={classes.part}>
                <Text size="sm" c="dimmed">
                  You may look, but not decide. Ask an administrator for the permission to change customers.
                </Text>
              </div>
            )}
          </>
        )}
      </Loaded>
    </Panel>
  );
}
