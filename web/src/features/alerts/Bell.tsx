import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { alertCount } from '@/api/queries';
import { count, number } from '@/lib/format';
import { useMay } from '@/ui/access';
import { IconBell, IconBellRinging } from '@/ui/icons';
import classes from './Bell.module.css';

/** How many alerts are open, on every page. */
export function Bell() {
  const may = useMay()('alerts:read');
  const { data } = useQuery({ ...alertCount(), enabled: may, refetchInterval: 60_000 });
  if (!may) return null;
  const open = data?.open ?? 0;
  const Symbol = open ? IconBellRinging : IconBell;
  return (
    <Link to="/alerts" className={classes.bell} aria-label={open ? `${count(open, 'open alert')}${data?.critical ? `, ${number(data.critical)} critical` : ''}` : 'No open alerts'}>
      <Symbol size={19} stroke={1.8} aria-hidden />
      {open > 0 && (
        <span className={classes.count} data-critical={data?.critical ? true : undefined} aria-hidden>
          {open > 99 ? '99+' : open}
        </span>
      )}
    </Link>
  );
}
