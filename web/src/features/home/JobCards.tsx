import { Link } from '@tanstack/react-router';
import { IconAddressBook, IconArrowRight, IconCircleCheck, IconCloudDownload, IconFileSpreadsheet, IconGitMerge, IconMessageCircle, IconSend, IconTable, IconUserPlus, IconWand } from '@/ui/icons';
import classes from './home.module.css';
import type { Job } from './jobs';

type Symbol = typeof IconSend;

const CARD: Record<Job, { title: string; text: string; way: [Symbol, Symbol, Symbol] }> = {
  crm: { title: 'Keep the CRM in order', text: 'Pull, match, tag and write back, with consent', way: [IconCloudDownload, IconGitMerge, IconAddressBook] },
  orders: { title: 'Orders onto a board', text: 'From a list to monday.com, each order once', way: [IconFileSpreadsheet, IconWand, IconTable] },
  outreach: { title: 'Reach out to leads', text: 'LinkedIn and mail, within limits', way: [IconUserPlus, IconSend, IconMessageCircle] },
};

/** The jobs to begin with, as pictures. */
export function JobCards({ jobs, chosen, done, small }: { jobs: readonly Job[]; chosen: Job | undefined; done?: (job: Job) => boolean; small?: boolean }) {
  return (
    <ul className={`${classes.jobs} ${small ? classes.small : ''}`}>
      {jobs.map((job) => {
        const { title, text, way } = CARD[job];
        return (
          <li key={job}>
            <Link to="/" search={{ job: chosen === job ? undefined : job }} resetScroll={false} className={classes.job} aria-current={chosen === job ? 'true' : undefined}>
              <span className={classes.way} aria-hidden>
                {way.map((Picture, at) => (
                  <span key={at}>
                    {at > 0 && <IconArrowRight size={16} className={classes.to} />}
                    <span className={classes.picture}>
                      <Picture size={small ? 18 : 26} stroke={1.6} />
                    </span>
                  </span>
                ))}
              </span>
              <span className={classes.jobWords}>
                <b>
                  {title}
                  {done?.(job) && <IconCircleCheck size={16} role="img" aria-label="Connected" color="var(--good)" />}
                </b>
                <span>{text}</span>
              </span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
