/** Names of time zones to choose from, UTC first; browsers differ in whether they list it. */
export const ZONES: string[] = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])];
