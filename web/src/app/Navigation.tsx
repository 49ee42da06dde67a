import { Link } from '@tanstack/react-router';
import type { Permission } from '@/api/contract';
import { useMay } from '@/ui/access';
import { IconAddressBook, IconArrowsExchange, IconArrowsJoin2, IconBell, IconCloudDownload, IconCloudUpload, IconDatabase, IconHome, IconKey, IconListSearch, IconMail, IconPlayerPlay, IconPlug, IconRoute, IconSend, IconShieldCheck, IconSitemap, IconTags, IconUsers } from '@/ui/icons';
import classes from './Shell.module.css';

const WORK = [
  { to: '/', label: 'Home', icon: IconHome, needs: undefined },
  { to: '/flows', label: 'Flows', icon: IconSitemap, needs: 'flows:read' },
  { to: '/ordersync', label: 'Order sync', icon: IconArrowsExchange, needs: 'ordersync:read' },
  { to: '/runs', label: 'Runs', icon: IconPlayerPlay, needs: 'runs:read' },
  { to: '/logs', label: 'Logs', icon: IconListSearch, needs: 'logs:read' },
  { to: '/records', label: 'Records', icon: IconDatabase, needs: 'records:read' },
  { to: '/alerts', label: 'Alerts', icon: IconBell, needs: 'alerts:read' },
  { to: '/mail', label: 'Mail', icon: IconMail, needs: 'mail:read' },
] as const;

const CUSTOMERS = [
  { to: '/customers', label: 'Customers', icon: IconAddressBook, needs: 'customers:read' },
  { to: '/matching', label: 'Matches', icon: IconArrowsJoin2, needs: 'customers:read' },
  { to: '/tags', label: 'Tags', icon: IconTags, needs: 'tags:read' },
  { to: '/outreach', label: 'Outreach', icon: IconSend, needs: 'outreach:read' },
  { to: '/pulls', label: 'Pulls', icon: IconCloudDownload, needs: 'pulls:read' },
  { to: '/mappings', label: 'Field mappings', icon: IconRoute, needs: 'pulls:read' },
  { to: '/pushes', label: 'Pushes', icon: IconCloudUpload, needs: 'pushes:read' },
] as const;

const SETTINGS = [
  { to: '/connections', label: 'Connections', icon: IconPlug, needs: 'connections:read' },
  { to: '/users', label: 'Users', icon: IconUsers, needs: 'access:read' },
  { to: '/keys', label: 'API keys', icon: IconKey, needs: undefined },
  { to: '/audit', label: 'Audit', icon: IconShieldCheck, needs: 'audit:read' },
] as const;

type Entry = (typeof WORK)[number] | (typeof CUSTOMERS)[number] | (typeof SETTINGS)[number];

export function Navigation({ onGo }: { onGo?: () => void }) {
  const may = useMay();
  const seen = (entries: readonly Entry[]) => entries.filter(({ needs }) => !needs || may(needs satisfies Permission));
  const links = (entries: Entry[]) => (
    <ul className={classes.links}>
      {entries.map(({ to, label, icon: Symbol }) => (
        <li key={to}>
          <Link to={to} className={classes.link} activeOptions={{ exact: to === '/', includeSearch: false }} onClick={onGo}>
            <Symbol size={19} stroke={1.8} aria-hidden />
            {label}
          </Link>
        </li>
      ))}
    </ul>
  );
  const section = (title: string, entries: Entry[]) =>
    entries.length > 0 && (
      <>
        <div className={classes.section}>{title}</div>
        {links(entries)}
      </>
    );
  return (
    <nav aria-label="Main">
      {links(seen(WORK))}
      {section('CRM', seen(CUSTOMERS))}
      {section('Organisation', seen(SETTINGS))}
    </nav>
  );
}
