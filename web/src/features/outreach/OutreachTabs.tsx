import { Tabs } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { SideScroll } from '@/ui/SideScroll';

const PLACES = [
  { value: 'sequences', label: 'Sequences', to: '/outreach' },
  { value: 'leads', label: 'Leads', to: '/outreach/leads' },
  { value: 'inbox', label: 'Inbox', to: '/outreach/inbox' },
  { value: 'senders', label: 'Senders', to: '/outreach/senders' },
  { value: 'champions', label: 'Champions', to: '/outreach/champions' },
  { value: 'reports', label: 'Reports', to: '/outreach/reports' },
  { value: 'suppressions', label: 'Suppressed', to: '/outreach/suppressions' },
] as const;

/** The places of outreach, above each of them. */
export function OutreachTabs({ at }: { at: (typeof PLACES)[number]['value'] }) {
  const navigate = useNavigate();
  return (
    <Tabs
      value={at}
      mb="md"
      onChange={(value) => {
        const place = PLACES.find((one) => one.value === value);
        if (place) void navigate({ to: place.to });
      }}
    >
      <SideScroll at={at}>
        <Tabs.List aria-label="Outreach">
          {PLACES.map((place) => (
            <Tabs.Tab key={place.value} value={place.value}>
              {place.label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </SideScroll>
    </Tabs>
  );
}
