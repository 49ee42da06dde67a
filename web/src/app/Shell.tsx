import { Burger, Drawer, Group } from '@mantine/core';
import { useDisclosure, useNetwork } from '@mantine/hooks';
import { Link, Outlet } from '@tanstack/react-router';
import { use, useEffect } from 'react';
import { Bell } from '@/features/alerts/Bell';
import { PeopleActsProvider } from '@/ui/PeopleActs';
import { Brand } from '@/ui/Brand';
import { Notice } from '@/ui/Notice';
import { actsOnPeople } from './actsOnPeople';
import { LiveContext } from './live';
import { Navigation } from './Navigation';
import { PersonMenu } from './PersonMenu';
import { RunStrip } from './RunStrip';
import classes from './Shell.module.css';

function Home() {
  return (
    <Link to="/" className={classes.brand}>
      <Brand />
      SalesSync
    </Link>
  );
}

/** What stands around every page: the way around, the person, the work that is running. */
export function Shell() {
  const live = use(LiveContext);
  const [menu, { open, close }] = useDisclosure(false);
  const { online } = useNetwork();
  useEffect(() => {
    live?.start();
    return () => live?.stop();
  }, [live]);
  return (
    <div className={classes.root}>
      <a href="#main" className="skip">
        Skip to the page
      </a>
      <div className={classes.nav}>
        <Group gap={8} wrap="nowrap" justify="space-between">
          <Home />
          <Bell />
        </Group>
        <Navigation />
        <div className={classes.foot}>
          <PersonMenu />
        </div>
      </div>
      <header className={classes.top}>
        <Group gap={8} wrap="nowrap">
          <Burger size="sm" opened={menu} onClick={open} aria-label="Open the menu" />
          <Home />
        </Group>
        <Group gap={6} wrap="nowrap">
          <Bell />
          <PersonMenu compact />
        </Group>
      </header>
      <Drawer opened={menu} onClose={close} position="left" size={264} title="Menu" zIndex={400}>
        <Navigation onGo={close} />
      </Drawer>
      <main id="main" tabIndex={-1} className={classes.body} style={{ outline: 'none' }}>
        <div className={classes.inner}>
          {!online && (
            <div style={{ marginBottom: 16 }}>
              <Notice tone="warn" live title="This device is offline">
                What you see may be old. It is brought up to date once the network is back.
              </Notice>
            </div>
          )}
          <PeopleActsProvider value={actsOnPeople}><Outlet /></PeopleActsProvider>
        </div>
      </main>
      <RunStrip />
    </div>
  );
}
