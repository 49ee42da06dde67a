import { type CSSProperties, type KeyboardEvent, useMemo } from 'react';
import { IconAlertTriangle } from '@/ui/icons';
import { Tag, type Tone } from '@/ui/Tag';
import { number } from '@/lib/format';
import { type Step, waysOf } from './document';
import type { SequenceFinding } from './sequences.api';
import classes from './outreach.module.css';
import { type Path, pathOf, type Rail, segmentsAt, type WayName } from './path';
import { STEP, stepLine } from './words';

const WAY: Record<WayName, { label: string; tone: Tone }> = {
  next: { label: 'then', tone: 'idle' },
  yes: { label: 'yes', tone: 'good' },
  no: { label: 'no', tone: 'warn' },
  unknown: { label: 'nobody can tell', tone: 'odd' },
};

const LANE_PX = 13;
const toneOf = (rail: Rail) => `var(--${WAY[rail.ways[0] ?? 'next'].tone})`;

/** The ways that pass beside a step, leave it or come to it. Told in words on the steps themselves. */
function Lanes({ path, at }: { path: Path; at: number }) {
  return (
    <span className={classes.lanes} style={{ width: path.lanes * LANE_PX + 6 }} aria-hidden>
      {segmentsAt(path, at).map(({ rail, kind, down }) => (
        <span key={`${rail.from} ${rail.to}`} className={classes.rail} data-kind={kind} data-down={down} style={{ '--reach': `${(rail.lane + 1) * LANE_PX + 6}px`, '--tone': toneOf(rail) } as CSSProperties} />
      ))}
    </span>
  );
}

function Down({ ways }: { ways: WayName[] }) {
  if (ways.length === 0) return <span className={classes.gap} aria-hidden />;
  const named = ways.filter((way) => way !== 'next');
  return (
    <span className={classes.down} style={{ '--tone': `var(--${named[0] ? WAY[named[0]].tone : 'line-strong'})` } as CSSProperties}>
      {named.map((way) => (
        <Tag key={way} tone={WAY[way].tone}>
          {WAY[way].label}
        </Tag>
      ))}
    </span>
  );
}

/** From which steps somebody comes here otherwise than from just above. */
function From({ path, at, steps }: { path: Path; at: number; steps: Step[] }) {
  const coming = path.rails.filter((rail) => rail.to === at);
  if (coming.length === 0) return null;
  return (
    <span className={classes.from}>
      from{' '}
      {coming.map((rail, index) => (
        <span key={rail.from}>
          {index > 0 && ', '}
          <span className="mono">{steps[rail.from]?.id}</span>
          {rail.ways[0] !== 'next' && ` (${rail.ways.map((way) => WAY[way].label).join(', ')})`}
        </span>
      ))}
    </span>
  );
}

/** The arrow keys go from step to step. */
function arrows(event: KeyboardEvent<HTMLOListElement>) {
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (by === 0) return;
  const faces = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('button')];
  const next = faces[faces.indexOf(document.activeElement as HTMLButtonElement) + by];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** The steps as a path from top to bottom: a line leads from each to the next, ways to others run beside them. */
export function StepList({ steps, findings, chosen, onChoose, leads }: { steps: Step[]; findings: SequenceFinding[]; chosen?: string | undefined; onChoose?: (id: string) => void; leads?: Partial<Record<string, number>> | undefined }) {
  const path = useMemo(() => pathOf(steps), [steps]);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the arrow keys are a way beside Tab
    <ol className={classes.steps} aria-label="Steps" onKeyDown={onChoose && arrows}>
      {steps.map((step, at) => {
        const card = STEP[step.type];
        const Symbol = card.icon;
        const own = findings.filter((finding) => finding.step === step.id);
        const problems = own.filter((finding) => finding.severity === 'PROBLEM').length;
        const below = steps[at + 1]?.id ?? null;
        const ways = waysOf(step).filter((way) => way.to === null || way.to !== below);
        const face = (
          <>
            <span className={classes.mark} data-kind={step.type}>
              <Symbol size={17} stroke={1.8} aria-hidden />
            </span>
            <span className={classes.words}>
              <From path={path} at={at} steps={steps} />
              <span style={{ display: 'flex', flexWrap: 'wrap', gap: '2px 8px', alignItems: 'center' }}>
                <b>{card.label}</b>
                <span className="mono" style={{ fontSize: 12, color: 'var(--mantine-color-dimmed)' }}>
                  {step.id}
                </span>
                {(step.variants?.length ?? 0) > 1 && <Tag tone="odd">{step.variants?.length} variants</Tag>}
                {problems > 0 && (
                  <Tag tone="bad" icon={IconAlertTriangle}>
                    {problems === 1 ? 'One problem' : `${problems} problems`}
                  </Tag>
                )}
                {problems === 0 && own.length > 0 && <Tag tone="warn">{own.length === 1 ? 'One hint' : `${own.length} hints`}</Tag>}
                {leads?.[step.id] !== undefined && <Tag tone="info">{number(leads[step.id] ?? 0)} here</Tag>}
              </span>
              <span className={classes.line}>{stepLine(step)}</span>
              {ways.length > 0 && (
                <span className={classes.ways}>
                  {ways.map((way) => (
                    <span key={way.name} style={{ display: 'inline-flex', gap: 5, alignItems: 'center' }}>
                      <Tag tone={WAY[way.name].tone}>{WAY[way.name].label}</Tag>→ {way.to === null ? 'completed' : <span className="mono">{way.to}</span>}
                    </span>
                  ))}
                </span>
              )}
            </span>
          </>
        );
        return (
          <li key={step.id} className={classes.step}>
            {path.lanes > 0 && <Lanes path={path} at={at} />}
            <div className={classes.column}>
              {onChoose ? (
                <button type="button" className={classes.face} data-chosen={chosen === step.id} data-problem={problems > 0} aria-pressed={chosen === step.id} onClick={() => onChoose(step.id)}>
                  {face}
                </button>
              ) : (
                <div className={classes.face} data-still="true">
                  {face}
                </div>
              )}
              {at < steps.length - 1 && <Down ways={path.below[at] ?? []} />}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
