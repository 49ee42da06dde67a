import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Panel } from '@/ui/Page';
import type { Customer, Place, Point } from './customers.api';
import classes from './customers.module.css';
import { KnownElsewhere } from './Elsewhere';
import { momentWords } from './words';

const ISO = /^\d{4}-\d{2}-\d{2}T/;

function Points({ of, href }: { of: Point[]; href: string }) {
  return (
    <ul className={classes.list}>
      {of.map((point) => (
        <li key={point.normalised}>
          {point.ended ? (
            <span className={classes.ended}>{point.written}</span>
          ) : (
            <a className="link" href={`${href}${point.normalised}`}>
              {point.written}
            </a>
          )}
          <Text size="xs" c="dimmed" span>
            {point.ended ? 'no longer in use' : point.kind}
          </Text>
        </li>
      ))}
    </ul>
  );
}

function lineOf(place: Place): string {
  return [place.street, [place.postalCode, place.city].filter(Boolean).join(' '), place.region, place.country].filter(Boolean).join(', ');
}

function shown(value: unknown): string {
  if (value === true) return 'yes';
  if (value === false) return 'no';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return ISO.test(text) ? momentWords(text) : text;
}

/**
 * What is known of a customer: how it is reached, its fields, where else it is known.
 *
 * @param words the fields to show, with what they are called
 * @param first what comes before them
 */
export function About({ of, words, first = [] }: { of: Customer; words: Record<string, string>; first?: [string, ReactNode][] }) {
  const facts: [string, ReactNode][] = Object.entries(words).flatMap(([name, label]): [string, ReactNode][] => (of.fields[name] ? [[label, shown(of.fields[name])]] : []));
  const list: [string, ReactNode][] = [
    ...(of.emails.length ? [['E-mail', <Points key="email" of={of.emails} href="mailto:" />] as [string, ReactNode]] : []),
    ...(of.phones.length ? [['Phone', <Points key="phone" of={of.phones} href="tel:" />] as [string, ReactNode]] : []),
    ...of.addresses.map((place): [string, ReactNode] => [`Address (${place.kind})`, lineOf(place)]),
    ...first,
    ...facts,
    ...Object.entries(of.extra).map(([name, value]): [string, ReactNode] => [name, shown(value)]),
  ];
  return (
    <Panel title="About">
      <dl className={classes.list} style={{ gap: 12 }}>
        {list.map(([label, value]) => (
          <div key={label}>
            <dt>
              <Text size="xs" c="dimmed" span>
                {label}
              </Text>
            </dt>
            <dd style={{ margin: 0 }} className="wrap">
              {value}
            </dd>
          </div>
        ))}
        <KnownElsewhere of={of.externalIds} />
      </dl>
    </Panel>
  );
}

/** The values as the form of a customer takes them: of points the one in use of each kind. */
export function written(of: Customer): Record<string, unknown> {
  const points: [string, Point[], string][] = [
    ['email', of.emails, 'work'],
    ['otherEmail', of.emails, 'other'],
    ['phone', of.phones, 'work'],
    ['mobilePhone', of.phones, 'mobile'],
    ['homePhone', of.phones, 'home'],
    ['otherPhone', of.phones, 'other'],
  ];
  const parts = ['street', 'city', 'region', 'postalCode', 'country'] as const;
  return {
    ...of.fields,
    ...Object.fromEntries(points.map(([name, list, kind]) => [name, list.find((point) => point.kind === kind && !point.ended)?.written])),
    ...Object.fromEntries(
      of.addresses.flatMap((place) => parts.map((part): [string, unknown] => [place.kind === 'work' ? part : `other${part.charAt(0).toUpperCase()}${part.slice(1)}`, place[part]])),
    ),
  };
}
