/**
 * What a page of the studio may load and do, the same in both shells.
 *
 * Scripts, workers and connections come from the studio itself and nowhere else; nothing is evaluated. Styles allow
 * inline ones because Mantine, React Flow, Monaco and xterm place and colour what they draw through style attributes
 * and style elements that they make; an inline style cannot run code. Pictures of boards and templates arrive as
 * text and are shown as `data:` or `blob:` images, in which a browser runs no script.
 */
export const contentSecurityPolicy = Object.entries({
  'default-src': "'self'",
  'script-src': "'self'",
  'worker-src': "'self'",
  'connect-src': "'self'",
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data: blob:",
  'font-src': "'self'",
  'media-src': "'self' blob:",
  'object-src': "'none'",
  'frame-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
})
  .map(([directive, sources]) => `${directive} ${sources}`)
  .join('; ');

/** The headers that every answer of a shell bears, whatever it answers. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy':
    'camera=(self), microphone=(self), geolocation=(), usb=(), serial=(), hid=(), midi=(), payment=(), ' +
    'display-capture=(), fullscreen=(self)',
};
