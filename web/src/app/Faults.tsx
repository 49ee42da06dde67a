import { Button, Center } from '@mantine/core';
import { Link, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { IconMap } from '@/ui/icons';
import { Lines } from '@/ui/Loaded';
import { Empty, Failed } from '@/ui/Notice';

export function WaitingPage() {
  return <Lines rows={5} />;
}

export function FaultPage({ error, reset }: { error: unknown; reset: () => void }) {
  const router = useRouter();
  return (
    <Center p="xl">
      <div style={{ maxWidth: 560, width: '100%' }}>
        <Failed
          error={error}
          retry={() => {
            reset();
            void router.invalidate();
          }}
        />
      </div>
    </Center>
  );
}

export function MissingPage() {
  useEffect(() => {
    document.title = 'No such page · SalesSync';
  }, []);
  return (
    <Empty
      icon={IconMap}
      title="There is no such page"
      action={
        <Button component={Link} to="/" variant="default">
          Go home
        </Button>
      }
    >
      The address may have been mistyped, or what was here has been removed.
    </Empty>
  );
}
