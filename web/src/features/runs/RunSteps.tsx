import { Text } from '@mantine/core';
import type { RunStep } from '@/api/contract';
import { number, told } from '@/lib/format';
import { Panel } from '@/ui/Page';
import { RunProgress } from '@/ui/RunProgress';
import { RunStateTag } from '@/ui/StateTags';
import classes from './runs.module.css';

export function RunSteps({ steps }: { steps: RunStep[] }) {
  return (
    <Panel title="Steps" flush>
      <ol className={classes.steps}>
        {steps.map((step, index) => (
          <li key={step.name}>
            <span className={classes.number} aria-hidden>
              {index + 1}
            </span>
            <div style={{ minWidth: 0 }}>
              <Text size="sm" fw={600} component="div" style={{ textTransform: 'none' }}>
                {step.name.charAt(0).toUpperCase() + step.name.slice(1)}
              </Text>
              {step.message && (
                <Text size="xs" c="dimmed" className="wrap">
                  {told(step.message)}
                </Text>
              )}
            </div>
            <div className={classes.stepBar}>
              <RunProgress of={step} height={6} label={`Progress of ${step.name}`} />
            </div>
            <Text size="sm" component="div" className={classes.stepCount}>
              {number(step.done)}
              {step.total ? ` of ${number(step.total)}` : ''}
              {step.failed > 0 && <b style={{ color: 'var(--bad)' }}>{`, ${number(step.failed)} failed`}</b>}
            </Text>
            <div className={classes.stepState}>
              <RunStateTag state={step.state} />
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
