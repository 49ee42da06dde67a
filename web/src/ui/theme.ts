import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const petrol: MantineColorsTuple = ['#e9f6f6', '#d2ebec', '#a5d7d9', '#73c0c4', '#46a9ae', '#218f96', '#127b82', '#0b6870', '#0a545b', '#093f45'];
const slate: MantineColorsTuple = ['#f6f8f9', '#eceff2', '#dde2e7', '#c8d0d7', '#a5b0ba', '#7d8994', '#5d6974', '#46515b', '#2f3942', '#1c252d'];
const night: MantineColorsTuple = ['#e3e8ec', '#c3ccd3', '#a3aeb8', '#7f8b96', '#4b5761', '#36414b', '#28323a', '#1c242b', '#151b21', '#0f1418'];

const TITLE = { fontWeight: 650, fontSize: '1.0625rem', overflowWrap: 'anywhere' as const };

export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 6 },
  colors: { petrol, gray: slate, dark: night },
  fontFamily: '"Inter Variable", Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8438rem', md: '0.9063rem', lg: '1.0625rem', xl: '1.25rem' },
  headings: { fontWeight: '650', sizes: { h1: { fontSize: '1.4375rem', lineHeight: '1.3' }, h2: { fontSize: '1.0625rem', lineHeight: '1.35' }, h3: { fontSize: '0.9375rem', lineHeight: '1.4' } } },
  defaultRadius: 'md',
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '11px', xl: '18px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Button: { defaultProps: { size: 'sm' }, styles: { section: { marginInlineEnd: 7 } } },
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', checkIconPosition: 'right' } },
    Modal: { defaultProps: { centered: true, radius: 'lg', overlayProps: { backgroundOpacity: 0.45, blur: 2 }, closeButtonProps: { 'aria-label': 'Close' } }, styles: { title: TITLE } },
    Drawer: { defaultProps: { position: 'right', closeButtonProps: { 'aria-label': 'Close' } }, styles: { title: TITLE } },
    Tooltip: { defaultProps: { withArrow: true, multiline: true, maw: 320, openDelay: 250, events: { hover: true, focus: true, touch: true } } },
    Skeleton: { defaultProps: { radius: 'sm' } },
  },
});

/** Mantine's own dimmed, error and light-variant colours fall short of the 4.5 : 1 that small text needs. */
export const variables: CSSVariablesResolver = () => {
  const tones = ['petrol', 'red', 'green', 'yellow', 'orange', 'blue', 'gray', 'grape'];
  const light: Record<string, string> = {};
  const dark: Record<string, string> = {};
  for (const tone of tones) {
    light[`--mantine-color-${tone}-light-color`] = `var(--mantine-color-${tone}-9)`;
    dark[`--mantine-color-${tone}-light-color`] = `var(--mantine-color-${tone}-2)`;
    light[`--mantine-color-${tone}-outline`] = `var(--mantine-color-${tone}-8)`;
    dark[`--mantine-color-${tone}-outline`] = `var(--mantine-color-${tone}-3)`;
  }
  light['--mantine-color-red-filled'] = '#b42525';
  light['--mantine-color-red-filled-hover'] = '#9c1f1f';
  dark['--mantine-color-red-filled'] = '#b83232';
  dark['--mantine-color-red-filled-hover'] = '#a02a2a';
  return {
    variables: {},
    light: {
      ...light,
      '--mantine-color-body': '#ffffff',
      '--mantine-color-text': '#17212a',
      '--mantine-color-dimmed': '#56626d',
      '--mantine-color-placeholder': '#64707b',
      '--mantine-color-error': '#b3261e',
      '--mantine-color-anchor': '#0b6870',
      '--mantine-color-petrol-text': '#0b6870',
    },
    dark: {
      ...dark,
      '--mantine-color-body': '#171e24',
      '--mantine-color-text': '#e3e8ec',
      '--mantine-color-dimmed': '#a3aeb8',
      '--mantine-color-placeholder': '#8c98a3',
      '--mantine-color-error': '#ff9d96',
      '--mantine-color-anchor': '#73c0c4',
      '--mantine-color-petrol-text': '#73c0c4',
    },
  };
};
