import { Button, Text } from '@mantine/core';
import type { ConfigProblem } from '@/api/contract';
import { count } from '@/lib/format';
import { Panel } from '@/ui/Page';
import classes from './ordersync.module.css';

export function ProblemList({ problems, onLine }: { problems: ConfigProblem[]; onLine: (line: number) => void }) {
  return (
    <Panel title={count(problems.length, 'problem')} flush>
      <ul className={classes.findings}>
        {problems.map((problem, index) => (
          <li key={`${problem.line ?? 0} ${problem.key ?? ''} ${problem.message} ${index}`}>
            {problem.line ? (
              <Button size="compact-xs" variant="default" onClick={() => onLine(problem.line ?? 1)}>
                Line {problem.line}
              </Button>
            ) : (
              <Text span size="xs" c="dimmed">
                File
              </Text>
            )}
            <div className="wrap">
              <Text size="sm">
                {problem.key && <b className="mono">{problem.key} </b>}
                {problem.message}
              </Text>
              {problem.suggestion && (
                <Text size="sm" c="dimmed">
                  {problem.suggestion}
                </Text>
              )}
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
