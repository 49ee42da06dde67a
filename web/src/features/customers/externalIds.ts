import type { ExternalId } from './customers.api';

/** The service of a system as people call it: "salesforce:production" is Salesforce. */
export function service(system: string): string {
  const [name = system] = system.split(':');
  return name === 'salesforce' ? 'Salesforce' : name;
}

/** The connection of a system, or the system where it is none. */
export function connection(system: string): string {
  return system.includes(':') ? system.slice(system.indexOf(':') + 1) : system;
}

/** Of each system the records that are gone where none is left; those that were merged into one that is left tell nothing new. */
export function lost(ids: ExternalId[]): ExternalId[] {
  const systems = [...new Set(ids.map((one) => one.system))];
  return systems.flatMap((system) => {
    const there = ids.filter((one) => one.system === system);
    if (!there.every((one) => one.gone)) return [];
    // what was deleted outweighs what was merged before
    return [...there.filter((one) => !one.gone?.into), ...there].slice(0, 1);
  });
}
