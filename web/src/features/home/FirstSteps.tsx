import { Button, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconCheck } from '@/ui/icons';
import { Panel } from '@/ui/Page';
import classes from './home.module.css';

/** What somebody new does, in order; what is done already is ticked. */
export function FirstSteps({ connections }: { connections: number }) {
  const steps = [
    { title: 'Connect your board', text: 'Add your monday.com account with an API token and test it.', done: connections > 0, to: '/connections' as const, go: 'Connections' },
    { title: 'Describe your order list', text: 'One mapping file says which column of the list goes to which column of the board.', done: false, to: '/ordersync/new' as const, go: 'New order sync' },
    { title: 'Import and plan', text: 'Drop the list in and see what would be sent, what it costs and which rows would fail. Nothing is sent yet.', done: false, to: undefined, go: '' },
    { title: 'Run', text: 'Watch the orders arrive. You can pause, and every row says why it waits.', done: false, to: undefined, go: '' },
  ];
  return (
    <Panel flush label="First steps">
      <ol className={classes.steps}>
        {steps.map((step, index) => (
          <li key={step.title}>
            <span className={`${classes.number} ${step.done ? classes.done : ''}`}>{step.done ? <IconCheck size={18} role="img" aria-label="Done" /> : index + 1}</span>
            <div>
              <Text fw={650}>{step.title}</Text>
              <Text size="sm" c="dimmed">
                {step.text}
              </Text>
            </div>
            {step.to && (
              <Button component={Link} to={step.to} variant={step.done ? 'default' : 'filled'}>
                {step.go}
              </Button>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
