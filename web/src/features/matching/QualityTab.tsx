import { Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { count, number } from '@/lib/format';
import { useMay } from '@/ui/access';
import { Facts } from '@/ui/Facts';
import { Lines, Loaded } from '@/ui/Loaded';
import { Notice } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { say, sayProblem } from '@/ui/toast';
import { chance, threshold, withProposal } from './figures';
import { quality, type Quality, type Settings, settings, useSaveSettings } from './matching.api';
import { SettingsPanel } from './SettingsPanel';

function Proposal({ of, now }: { of: Quality; now: Settings }) {
  const save = useSaveSettings();
  const may = useMay()('customers:write');
  if (of.proposal === null || of.proposal === undefined) {
    return (
      <Notice tone="idle" title="Too little was reviewed to propose a threshold">
        {of.reviewed === 0 ? 'Nobody has decided anything yet. ' : `${count(of.reviewed, 'pair was', 'pairs were')} decided so far. `}
        The more is reviewed, the better it is known from which probability on a look can be saved while at least {threshold(now.promise)} stay right.
      </Notice>
    );
  }
  const input = withProposal(now, of.proposal);
  const there = input !== undefined && Math.abs(input.same - now.same) < 0.00005;
  return (
    <Notice
      tone={there ? 'good' : 'info'}
      title={there ? `The threshold is where it should be: ${threshold(now.same)}` : `Learnt from reviews: take without a look from ${threshold(of.proposal)} on`}
      after={
        may &&
        !there &&
        input && (
          <Button size="xs" loading={save.isPending} onClick={() => save.mutate(input, { onSuccess: () => say(`From ${threshold(input.same)} on it is taken without a look.`), onError: sayProblem })}>
            Use it instead of {threshold(now.same)}
          </Button>
        )
      }
    >
      That keeps the promise of at least {threshold(now.promise)} right ones, as far as the reviews can prove.
    </Notice>
  );
}

function Figures({ of }: { of: Quality }) {
  const share = (value: number | null | undefined) => (value === null || value === undefined ? 'not known yet' : chance(value));
  return (
    <Facts
      of={[
        { label: 'Precision', value: share(of.precision), aside: 'of those above the proposal are right' },
        { label: 'Recall', value: share(of.recall), aside: 'of all that are the same lie above it' },
        { label: 'Decided by people', value: number(of.reviewed), aside: `${number(of.same)} the same, ${number(of.reviewed - of.same)} different` },
        { label: 'Taken without a look', value: number(of.automatic), aside: of.checked > 0 ? `${number(of.checked)} checked, ${of.wrong > 0 ? `${number(of.wrong)} wrong` : 'none wrong'}` : 'none checked' },
      ]}
    />
  );
}

/** How right decisions are, and what they are taken by. */
export function QualityTab() {
  const measured = useQuery(quality());
  const set = useQuery(settings());
  return (
    <Stack>
      <Panel title="How right it is">
        <Loaded query={measured} skeleton={<Lines rows={4} />}>
          {(of) => (
            <Stack>
              <Figures of={of} />
              {set.data && <Proposal of={of} now={set.data} />}
              <Text size="xs" c="dimmed">
                Measured on what people decided. To measure what is taken without a look too, check some of it under “Decided”.
              </Text>
            </Stack>
          )}
        </Loaded>
      </Panel>
      <Loaded query={set} skeleton={<Lines rows={6} />}>
        {(of) => <SettingsPanel key={`${of.same} ${of.review} ${of.promise} ${JSON.stringify(of.survivors)}`} of={of} />}
      </Loaded>
    </Stack>
  );
}
