import { ActionIcon, Button, Group, Menu, Popover, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { IconBookmark, IconTrash } from '@/ui/icons';
import { say, sayProblem } from '@/ui/toast';
import type { LogSearch } from './LogFilters';
import { logViews, useForgetView, useKeepView } from './logs.api';

/** Filters under a name, for oneself. */
export function SavedViews({ search, show }: { search: LogSearch; show: (filters: LogSearch) => void }) {
  const { data } = useQuery(logViews());
  const keep = useKeepView();
  const forget = useForgetView();
  const [naming, setNaming] = useState(false);
  const [name, setName] = useState('');
  const any = Object.values(search).some(Boolean);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    keep.mutate(
      { name, filters: { ...search } },
      {
        onSuccess: () => {
          say(`“${name}” is kept.`);
          setName('');
          setNaming(false);
        },
        onError: sayProblem,
      },
    );
  };
  return (
    <Group gap={8}>
      {data && data.items.length > 0 && (
        <Menu position="bottom-end" width={260}>
          <Menu.Target>
            <Button size="xs" variant="default" leftSection={<IconBookmark size={15} />}>
              Views
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {data.items.map((view) => (
              <Group key={view.id} gap={2} wrap="nowrap">
                <Menu.Item style={{ flex: 1 }} onClick={() => show(view.filters)}>
                  {view.name}
                </Menu.Item>
                <ActionIcon variant="subtle" color="gray" aria-label={`Forget the view ${view.name}`} onClick={() => forget.mutate(view.id, { onError: sayProblem })}>
                  <IconTrash size={15} />
                </ActionIcon>
              </Group>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {any && (
        <Popover opened={naming} onChange={setNaming} position="bottom-end" trapFocus withinPortal>
          <Popover.Target>
            <Button size="xs" variant="default" onClick={() => setNaming(!naming)}>
              Keep this view
            </Button>
          </Popover.Target>
          <Popover.Dropdown>
            <form onSubmit={submit}>
              <Group gap={8} align="flex-end">
                <TextInput size="xs" label="Name" required maxLength={80} value={name} onChange={(event) => setName(event.currentTarget.value)} />
                <Button size="xs" type="submit" loading={keep.isPending}>
                  Keep
                </Button>
              </Group>
            </form>
          </Popover.Dropdown>
        </Popover>
      )}
    </Group>
  );
}
