import { Button, Text } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { useMay } from '@/ui/access';
import { IconCheck } from '@/ui/icons';
import { Panel } from '@/ui/Page';
import classes from './home.module.css';
import type { Job, Step } from './jobs';

const TITLE: Record<Job, string> = { crm: 'CRM: first steps', orders: 'Order list: first steps', outreach: 'Outreach: first steps' };

/** What somebody new does for one job, in order; what is done already is ticked. */
export function FirstSteps({ job, steps }: { job: Job; steps: Step[] }) {
  const router = useRouter();
  const mayConnect = useMay()('connections:read');
  const next = steps.findIndex((step) => !step.done);
  return (
    <Panel flush label={TITLE[job]} title={TITLE[job]}>
      <ol className={classes.steps}>
        {steps.map((step, index) => (
          <li key={step.title}>
            <span className={`${classes.number} ${step.done ? classes.done : index === next ? classes.next : ''}`}>{step.done ? <IconCheck size={18} role="img" aria-label="Done" /> : index + 1}</span>
            <div>
              <Text fw={650}>{step.title}</Text>
              <Text size="sm" c="dimmed" className="wrap">
                {step.text}
              </Text>
            </div>
            {step.to && (mayConnect || step.to !== '/connections') && (
              <Button
                component="a"
                href={step.to}
                size="sm"
                variant={index === next ? 'filled' : 'default'}
                onClick={(event: React.MouseEvent) => {
                  event.preventDefault();
                  router.history.push(step.to ?? '/');
                }}
              >
                {step.go}
              </Button>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
