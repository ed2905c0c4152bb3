import { Component, type ErrorInfo, type ReactNode } from 'react';

/** After this the kiosk is built up again. */
const restMs = 3000;

/** A kiosk that breaks is dark for a moment and begins again; a visitor never reads an error. */
export class KioskBoundary extends Component<
  { readonly children: ReactNode },
  { readonly hasFailed: boolean }
> {
  override state = { hasFailed: false };
  #timer: ReturnType<typeof setTimeout> | null = null;

  static getDerivedStateFromError(): { readonly hasFailed: boolean } {
    return { hasFailed: true };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error('The demo broke and begins again.', error, info.componentStack);
    this.#timer = setTimeout(() => this.setState({ hasFailed: false }), restMs);
  }

  override componentWillUnmount(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children;
    return <div style={{ position: 'fixed', inset: 0, zIndex: 1000, background: '#080b0d' }} />;
  }
}
