import { Button, Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '@/ui/access';
import { IconRefresh } from '@/ui/icons';
import { PageHead } from '@/ui/Page';
import { LeadTable } from './LeadTable';
import { OutreachTabs } from './OutreachTabs';
import { RecoverDialog } from './RecoverDialog';
import { Suggested } from './Suggested';

const route = getRouteApi('/shell/outreach/leads');

export default function LeadListPage() {
  const { state, blocker, reason, q } = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay();
  const [recovering, setRecovering] = useState(false);
  return (
    <>
      <PageHead
        title="Leads"
        lead="Who walks through which sequence, where they stand, and what they wait for."
        actions={
          may('outreach:run') && (
            <Button variant="default" leftSection={<IconRefresh size={17} />} onClick={() => setRecovering(true)}>
              Recover many
            </Button>
          )
        }
      />
      <OutreachTabs at="leads" />
      <Stack gap="md">
        <Suggested />
        <LeadTable filter={{ state, blocker, reason, q }} onFilter={(values) => void navigate({ search: (before) => ({ ...before, ...values }), replace: true })} />
      </Stack>
      {recovering && <RecoverDialog close={() => setRecovering(false)} />}
    </>
  );
}
