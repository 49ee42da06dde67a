import { Text } from '@mantine/core';
import { dateAndTime } from '@/lib/format';
import type { Pair } from './matching.api';
import classes from './matching.module.css';
import { chosenAtFirst, type Contested, type Side } from './survivors';

const ISO = /^\d{4}-\d{2}-\d{2}T/;

function shown(value: unknown): string {
  if (value === true) return 'yes';
  if (value === false) return 'no';
  const text = String(value);
  return ISO.test(text) ? dateAndTime(text) : text;
}

type Choices = Partial<Record<string, Side>>;

/** Which value stays, field by field, where both say something else. */
export function Survivors({ pair, fields, choices, choose }: { pair: Pair | null; fields: Contested[]; choices: Choices; choose: (field: string, side: Side) => void }) {
  if (!pair) {
    return (
      <Text size="sm" c="dimmed">
        The contact is no customer of its own yet. “Same” links it to this one: when it comes again, its values come here.
      </Text>
    );
  }
  return (
    <>
      <Text size="sm" c="dimmed" mb={fields.length > 0 ? 6 : 0}>
        Two customers become one. E-mails, phones, addresses, ids elsewhere and consents of both are kept, and it can be undone.
        {fields.length === 0 ? ' They do not contradict each other in anything else.' : ' Choose what stays where they contradict each other:'}
      </Text>
      {fields.map((of) => {
        const chosen = choices[of.field] ?? chosenAtFirst(of);
        return (
          <div key={of.field} className={classes.choice} role="radiogroup" aria-label={of.label}>
            <span>{of.label}</span>
            {(['kept', 'other'] as const).map((side) => (
              <label key={side} className={classes.value}>
                <input type="radio" name={`stays-${of.field}`} checked={chosen === side} onChange={() => choose(of.field, side)} />
                <span>
                  {shown(of[side])}
                  <span className={classes.aside}>
                    {' '}
                    {side === 'kept' ? 'ours' : 'the contact’s'}
                    {side === of.standard ? ', by the rules' : ''}
                  </span>
                </span>
              </label>
            ))}
          </div>
        );
      })}
    </>
  );
}
