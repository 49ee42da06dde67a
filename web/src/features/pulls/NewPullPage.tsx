import { Link, useNavigate } from '@tanstack/react-router';
import { IconChevronRight } from '@/ui/icons';
import { PageHead } from '@/ui/Page';
import { say, sayProblem } from '@/ui/toast';
import { PullForm } from './PullForm';
import { useMakePull } from './pulls.api';

export default function NewPullPage() {
  const make = useMakePull();
  const navigate = useNavigate();
  return (
    <>
      <PageHead
        title="New pull"
        lead="Choose an object, its attributes and the conditions; what it finds and costs is shown before it is saved."
        above={
          <>
            <Link to="/pulls">Pulls</Link>
            <IconChevronRight size={14} aria-hidden />
            <span>New</span>
          </>
        }
      />
      <PullForm
        busy={make.isPending}
        cancel={() => void navigate({ to: '/pulls' })}
        save={(input) =>
          make.mutate(input, {
            onSuccess: (made) => {
              say(`${made.name} has been saved.`);
              void navigate({ to: '/pulls/$id', params: { id: made.id } });
            },
            onError: sayProblem,
          })
        }
      />
    </>
  );
}
