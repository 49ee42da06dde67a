import { IconAlertTriangle } from '@/ui/icons';
import { Tag } from '@/ui/Tag';
import { number } from '@/lib/format';
import { type Step, waysOf } from './document';
import type { SequenceFinding } from './sequences.api';
import classes from './outreach.module.css';
import { STEP, stepLine } from './words';

const WAY = { next: 'then', yes: 'yes', no: 'no', unknown: 'nobody can tell' } as const;

/** The steps in order, each with where it leads. Ways to the step just below are not spelled out. */
export function StepList({ steps, findings, chosen, onChoose, leads }: { steps: Step[]; findings: SequenceFinding[]; chosen?: string | undefined; onChoose?: (id: string) => void; leads?: Partial<Record<string, number>> | undefined }) {
  return (
    <ol className={classes.steps} aria-label="Steps">
      {steps.map((step, at) => {
        const card = STEP[step.type];
        const Symbol = card.icon;
        const own = findings.filter((finding) => finding.step === step.id);
        const problems = own.filter((finding) => finding.severity === 'PROBLEM').length;
        const below = steps[at + 1]?.id ?? null;
        const ways = waysOf(step).filter((way) => step.type === 'condition' || way.to !== below);
        const face = (
          <>
            <span className={classes.mark} data-kind={step.type}>
              <Symbol size={17} stroke={1.8} aria-hidden />
            </span>
            <span className={classes.words}>
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
                    <span key={way.name}>
                      <b>{WAY[way.name]}</b> → {way.to === null ? 'completed' : way.to === below ? 'next' : way.to}
                    </span>
                  ))}
                </span>
              )}
            </span>
          </>
        );
        return (
          <li key={step.id} className={classes.step}>
            {onChoose ? (
              <button type="button" className={classes.face} data-chosen={chosen === step.id} data-problem={problems > 0} aria-pressed={chosen === step.id} onClick={() => onChoose(step.id)}>
                {face}
              </button>
            ) : (
              <div className={classes.face} style={{ cursor: 'default' }}>
                {face}
              </div>
            )}
          </li>
        );
      })}
    </ol>
  );
}
