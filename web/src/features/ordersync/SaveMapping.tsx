import { Button, Group, Modal, Text } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { Lines } from '@/ui/Loaded';

const MappingDiff = lazy(() => import('./MappingDiff'));

interface SaveMappingProps {
  opened: boolean;
  before: string;
  after: string;
  busy: boolean;
  onClose: () => void;
  onSave: () => void;
}

export function SaveMapping({ opened, before, after, busy, onClose, onSave }: SaveMappingProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Save these changes?" size="xl">
      <Suspense fallback={<Lines rows={8} />}>
        <MappingDiff before={before} after={after} />
      </Suspense>
      <Text size="sm" c="dimmed" mt="sm">
        Rows whose values come out differently are sent again in the next run. The present version is kept.
      </Text>
      <Group justify="flex-end" mt="md" gap="sm">
        <Button variant="default" onClick={onClose}>
          Go on editing
        </Button>
        <Button loading={busy} onClick={onSave}>
          Save
        </Button>
      </Group>
    </Modal>
  );
}
