import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';
import parts from './mantine-parts.module.css';

/** The accent in ten steps; 7 is the light theme's, 4 the dark theme's. */
const teal: MantineColorsTuple = [
  '#effcf9',
  '#d9f2ee',
  '#a7e8dd',
  '#5eead4',
  '#2dd4bf',
  '#14b8a6',
  '#0d9488',
  '#0f766e',
  '#0b5f58',
  '#0a4a45',
];

/** Mantine's names for the tokens of tokens.css; components take everything else from their CSS modules. */
export const theme = createTheme({
  primaryColor: 'teal',
  primaryShade: { light: 7, dark: 4 },
  colors: { teal },
  autoContrast: true,
  luminanceThreshold: 0.35,
  fontFamily: 'var(--font-text)',
  fontFamilyMonospace: 'var(--font-mono)',
  fontSizes: { xs: '11px', sm: '12px', md: '13px', lg: '15px', xl: '20px' },
  lineHeights: { xs: '1.35', sm: '1.4', md: '1.45', lg: '1.45', xl: '1.3' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '4px', sm: '6px', md: '6px', lg: '10px', xl: '14px' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  shadows: {
    xs: 'var(--shadow)',
    sm: 'var(--shadow)',
    md: 'var(--shadow-raised)',
    lg: 'var(--shadow-raised)',
    xl: 'var(--shadow-raised)',
  },
  headings: { fontFamily: 'var(--font-text)', fontWeight: '600' },
  components: {
    Button: {
      vars: (
        _theme: unknown,
        { variant = 'filled', color }: { readonly variant?: string; readonly color?: string },
      ) => ({
        root: {
          '--button-height': 'var(--control-height)',
          '--button-fz': 'var(--type-md)',
          // Mantine would put white on the dark theme's light accent.
          ...(variant === 'filled' && color === undefined ? { '--button-color': 'var(--accent-ink)' } : {}),
        },
      }),
    },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Input: {
      vars: () => ({
        wrapper: {
          '--input-height': 'var(--control-height)',
          '--input-fz': 'var(--type-md)',
          '--input-bd': 'var(--line-strong)',
          '--input-bg': 'var(--raised)',
        },
      }),
    },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true, fz: 'sm', multiline: true } },
    Menu: { defaultProps: { shadow: 'md', radius: 'lg', transitionProps: { duration: 80 } } },
    Popover: { defaultProps: { shadow: 'md', radius: 'lg', transitionProps: { duration: 80 } } },
    Modal: {
      defaultProps: {
        radius: 'xl',
        padding: 'xl',
        centered: true,
        transitionProps: { duration: 120 },
        overlayProps: { backgroundOpacity: 0.35 },
      },
      classNames: { title: parts.modalTitle },
    },
    SegmentedControl: {
      classNames: {
        root: parts.segments,
        control: parts.segment,
        label: parts.segmentLabel,
        indicator: parts.segmentIndicator,
      },
    },
    Slider: { classNames: { thumb: parts.thumb, track: parts.track } },
    Notification: { defaultProps: { radius: 'lg' }, classNames: { root: parts.notification } },
  },
});

const shared = {
  '--mantine-color-body': 'var(--panel)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-faint)',
  '--mantine-color-placeholder': 'var(--ink-faint)',
  '--mantine-color-default': 'var(--raised)',
  '--mantine-color-default-hover': 'var(--background)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line)',
  '--mantine-color-error': 'var(--bad)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-disabled': 'var(--background)',
  '--mantine-color-disabled-color': 'var(--ink-faint)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-primary-color-filled': 'var(--accent)',
  '--mantine-primary-color-filled-hover': 'var(--accent-strong)',
  '--mantine-primary-color-contrast': 'var(--accent-ink)',
  '--mantine-primary-color-light': 'var(--accent-soft)',
  '--mantine-primary-color-light-color': 'var(--accent)',
  '--mantine-color-teal-filled': 'var(--accent)',
  '--mantine-color-teal-filled-hover': 'var(--accent-strong)',
};

/** Points Mantine's semantic variables at our tokens, so that both themes come from tokens.css alone. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: shared,
  dark: shared,
});
