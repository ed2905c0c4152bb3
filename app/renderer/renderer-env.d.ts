/// <reference types="vite/client" />

import 'react';

declare module 'react' {
  /** Custom properties: a component hands a hue or a size to its CSS module. */
  interface CSSProperties {
    [name: `--${string}`]: string | number | undefined;
  }
}
