import { Text, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconCircleCheck, IconCircleX, IconUserQuestion } from '@/ui/icons';
import { Notice } from '@/ui/Notice';
import { Tag } from '@/ui/Tag';
import { type Band, bandOf, chance, likelier, rest, threshold } from './figures';
import { type Reason, type Review, settings } from './matching.api';
import classes from './matching.module.css';

export function BandTag({ band }: { band: Band }) {
  if (band === 'same') return <Tag tone="good" icon={IconCircleCheck}>Sure enough to be taken</Tag>;
  return band === 'review' ? <Tag tone="warn" icon={IconUserQuestion}>Likely: somebody has to look</Tag> : <Tag tone="idle" icon={IconCircleX}>Unlikely</Tag>;
}

function Scale({ probability }: { probability: number }) {
  const { data } = useQuery(settings());
  if (!data) return null;
  const at = (p: number) => `${Math.min(100, Math.max(0, p * 100))}%`;
  const apart = data.same - data.review > 0.35;
  return (
    <div className={classes.scale} role="img" aria-label={`${chance(probability)}; from ${threshold(data.review)} on it is shown here, from ${threshold(data.same)} on it is taken without a look`} style={{ ['--review' as string]: at(data.review), ['--same' as string]: at(data.same) }}>
      <span className={classes.pin} style={{ left: at(probability) }} />
      {apart && (
        <span className={classes.tick} style={{ left: `max(0px, calc(${at(data.review)} - 40px))` }}>
          a look from {threshold(data.review)}
        </span>
      )}
      <span className={classes.tick} style={{ right: `max(0px, calc(${at(1 - data.same)} - 40px))` }}>
        taken from {threshold(data.same)}
      </span>
    </div>
  );
}

function Bar({ weight, most }: { weight: number; most: number }) {
  const width = `${Math.min(50, (Math.abs(weight) / most) * 50)}%`;
  return (
    <div className={classes.bar} role="img" aria-label={`${weight > 0 ? '+' : '−'}${Math.abs(weight).toFixed(1)}`}>
      <span className={weight > 0 ? classes.for : classes.against} style={{ width }} />
    </div>
  );
}

function Weighed({ of, most, words }: { of: Reason; most: number; words: string }) {
  return (
    <li>
      <span>
        {of.evidence.charAt(0).toUpperCase() + of.evidence.slice(1)} <b>{of.words}</b>
      </span>
      <Tooltip label={`Weight ${of.weight > 0 ? '+' : '−'}${Math.abs(of.weight).toFixed(1)} bits`}>
        <div>
          <Bar weight={of.weight} most={most} />
        </div>
      </Tooltip>
      <Text size="xs" c="dimmed" span>
        {words}
      </Text>
    </li>
  );
}

/** Why it was decided so: in words and weights. */
export function Why({ of }: { of: Review }) {
  const { data } = useQuery(settings());
  const { probability, note } = of.review;
  const left = rest(of.reasons, probability);
  const most = Math.max(1, ...of.reasons.map((reason) => Math.abs(reason.weight)), Math.abs(left ?? 0));
  return (
    <>
      <div className={classes.verdict}>
        <b>{chance(probability)}</b>
        <span>that both are one person</span>
        {data && <BandTag band={of.review.state === 'AUTOMATIC' ? 'same' : of.review.state === 'OPEN' && probability >= data.same ? 'review' : bandOf(probability, data)} />}
      </div>
      <Scale probability={probability} />
      {note && (
        <div style={{ marginBottom: 12 }}>
          <Notice tone="info">{note.charAt(0).toUpperCase() + note.slice(1)}.</Notice>
        </div>
      )}
      <ul className={classes.reasons}>
        {of.reasons.map((reason) => (
          <Weighed key={reason.evidence} of={reason} most={most} words={likelier(reason.weight)} />
        ))}
        {left !== undefined && <Weighed of={{ evidence: 'to begin with', words: left < 0 ? 'two are rarely one, and others may fit' : 'nobody else fits', weight: left }} most={most} words={likelier(left)} />}
      </ul>
    </>
  );
}
