import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { championOf, useFollow, useUnfollow } from '@/api/champions';
import { useMay } from './access';
import { IconUserCheck, IconUserSearch } from './icons';
import { say, sayProblem } from './toast';

/** Follows a customer when they change jobs, and says that somebody does. */
export function Following({ person }: { person: string }) {
  const may = useMay();
  const reads = may('outreach:read');
  const { data } = useQuery({ ...championOf(person), enabled: reads });
  const follow = useFollow();
  const unfollow = useUnfollow();
  if (!reads || !data) return null;
  const one = data.items[0];
  if (!may('outreach:write')) return null;
  return one ? (
    <Button
      variant="default"
      leftSection={<IconUserCheck size={16} />}
      title="Their profile is looked at now and then: they are told of here when they change jobs"
      loading={unfollow.isPending}
      onClick={() => unfollow.mutate(one.id, { onSuccess: () => say('They are not followed any more.'), onError: sayProblem })}
    >
      Followed
    </Button>
  ) : (
    <Button
      variant="default"
      leftSection={<IconUserSearch size={16} />}
      title="Tells when they change jobs"
      loading={follow.isPending}
      onClick={() => follow.mutate({ person }, { onSuccess: () => say('They are followed when they change jobs.'), onError: sayProblem })}
    >
      Follow
    </Button>
  );
}
