import { ActionIcon, Button, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { tags } from '@/api/tags';
import { count, number } from '@/lib/format';
import { useMay } from '@/ui/access';
import { DataTable } from '@/ui/DataTable';
import { IconPencil, IconSearch, IconTags, IconTrash } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { TagMark } from '@/ui/TagMark';
import classes from './tags.module.css';
import { useTagActs } from './useTagActs';
import { consentOf } from './words';

const MANY = 8;

export default function TagListPage() {
  const query = useQuery(tags());
  const may = useMay();
  const { make, change, drop, dialogs } = useTagActs();
  const [words, setWords] = useState('');
  const writes = may('tags:write');
  const making = writes && <Button onClick={make}>New tag</Button>;
  const found = (name: string, about: string) => `${name} ${about}`.toLowerCase().includes(words.trim().toLowerCase());
  return (
    <>
      <PageHead title="Tags" lead="Marks on people: who has which, who put it there and why." actions={making} />
      <Panel
        flush
        label="Tags"
        title={(query.data?.items.length ?? 0) > MANY && <TextInput w={{ base: '100%', sm: 260 }} aria-label="Search tags" placeholder="Search" leftSection={<IconSearch size={15} />} value={words} onChange={(event) => setWords(event.currentTarget.value)} />}
      >
        <Loaded query={query} skeleton={<Lines rows={6} height={26} />}>
          {({ items }) => (
            <DataTable
              caption="Tags"
              rows={items.filter((tag) => found(tag.name, tag.about))}
              rowKey={(tag) => tag.id}
              empty={
                items.length > 0 ? (
                  <Empty icon={IconTags} title="No tag like that" />
                ) : (
                  <Empty icon={IconTags} title="No tags yet" action={making || undefined}>
                    Put tags on people by hand on their page, or let a flow do it: “Tag customers” marks those of a condition, those of a list, or those without activity for a while.
                  </Empty>
                )
              }
              columns={[
                {
                  key: 'name',
                  header: 'Tag',
                  lead: true,
                  cell: (tag) => (
                    <>
                      <Link to="/tags/$id" params={{ id: tag.id }} className={classes.name}>
                        <TagMark of={tag} />
                      </Link>
                      {tag.about && (
                        <Text size="xs" c="dimmed" mt={3} className={classes.why}>
                          {tag.about}
                        </Text>
                      )}
                    </>
                  ),
                },
                { key: 'consent', header: 'Consent', cell: (tag) => <span className="wrap">{consentOf(tag) ?? 'Not asked for'}</span> },
                {
                  key: 'people',
                  header: 'People',
                  right: true,
                  cell: (tag) =>
                    may('customers:read') && tag.people > 0 ? (
                      <Link to="/customers" search={{ tag: tag.name }} aria-label={`${count(tag.people, 'person', 'people')} with ${tag.name}`}>
                        {number(tag.people)}
                      </Link>
                    ) : (
                      number(tag.people)
                    ),
                },
                {
                  key: 'acts',
                  header: <span className="visually-hidden">Change or delete</span>,
                  label: '',
                  right: true,
                  bare: true,
                  cell: (tag) =>
                    writes && (
                      <div className={classes.acts}>
                        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`Change ${tag.name}`} onClick={() => change(tag)}>
                          <IconPencil size={16} />
                        </ActionIcon>
                        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`Delete ${tag.name}`} onClick={() => drop(tag)}>
                          <IconTrash size={16} />
                        </ActionIcon>
                      </div>
                    ),
                },
              ]}
            />
          )}
        </Loaded>
      </Panel>
      {dialogs}
    </>
  );
}
