import { getRouteApi } from '@tanstack/react-router';
import { PageHead } from '@/ui/Page';
import { LeadTable } from './LeadTable';
import { OutreachTabs } from './OutreachTabs';

const route = getRouteApi('/shell/outreach/leads');

export default function LeadListPage() {
  const { state, blocker, reason, q } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <PageHead title="Leads" lead="Who walks through which sequence, where they stand, and what they wait for." />
      <OutreachTabs at="leads" />
      <LeadTable filter={{ state, blocker, reason, q }} onState={(value) => void navigate({ search: (before) => ({ ...before, state: value }), replace: true })} />
    </>
  );
}
