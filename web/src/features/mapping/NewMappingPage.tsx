import { Link, useNavigate } from '@tanstack/react-router';
import { IconChevronRight } from '@/ui/icons';
import { PageHead } from '@/ui/Page';
import { say, sayProblem } from '@/ui/toast';
import { MappingForm } from './MappingForm';
import { useMakeMapping } from './mapping.api';

export default function NewMappingPage() {
  const make = useMakeMapping();
  const navigate = useNavigate();
  return (
    <>
      <PageHead
        title="New field mapping"
        lead="Which field goes to which. Guesses are made from names, labels and types; you have the last word."
        above={
          <>
            <Link to="/mappings">Field mappings</Link>
            <IconChevronRight size={14} aria-hidden />
            <span>New</span>
          </>
        }
      />
      <MappingForm
        busy={make.isPending}
        cancel={() => void navigate({ to: '/mappings' })}
        save={(input) =>
          make.mutate(input, {
            onSuccess: (made) => {
              say(`${made.name} has been saved.`);
              void navigate({ to: '/mappings/$id', params: { id: made.id } });
            },
            onError: sayProblem,
          })
        }
      />
    </>
  );
}
