import { StudioError } from '../../contract/errors/studio-error.ts';

/** What a speech service said, without anything that could hold a key. */
const longestMessage = 300;

function shorten(message: string): string {
  const line = message.replaceAll(/\s+/g, ' ').trim();
  return line.length > longestMessage ? `${line.slice(0, longestMessage)}…` : line || '—';
}

/** The words of an HTTP status at the upgrade of a socket. */
export function errorOfStatus(title: string, model: string, status: number, body: string): StudioError {
  const message = shorten(messageOf(body) ?? `HTTP ${status}`);
  if (status === 401 || status === 403) {
    return isQuota(body)
      ? new StudioError('speech/quota', { provider: title, message })
      : new StudioError('speech/not-authorized', { provider: title });
  }
  if (status === 402) return new StudioError('speech/quota', { provider: title, message });
  if (status === 404) return new StudioError('speech/model-missing', { provider: title, model });
  if (status === 429) return new StudioError('speech/rate-limited', { provider: title, message });
  if (status >= 500) return new StudioError('speech/unreachable', { provider: title, message });
  return new StudioError('speech/refused', { provider: title, message });
}

/** The words of an error code of the service: `InvalidApiKey`, `Throttling.RateQuota`, `Arrearage` and so on. */
export function errorOfCode(title: string, model: string, code: string, text: string): StudioError {
  const message = shorten(text || code);
  if (/InvalidApiKey|AccessDenied|Unauthorized|invalid_api_key/i.test(code)) {
    return new StudioError('speech/not-authorized', { provider: title });
  }
  if (isQuota(code)) return new StudioError('speech/quota', { provider: title, message });
  if (/Throttling|RateLimit|rate_limit/i.test(code)) {
    return new StudioError('speech/rate-limited', { provider: title, message });
  }
  if (/ModelNotFound|model_not_found|ModelNotExist/i.test(code)) {
    return new StudioError('speech/model-missing', { provider: title, model });
  }
  return new StudioError('speech/refused', { provider: title, message });
}

function isQuota(code: string): boolean {
  return /Arrearage|AllocationQuota|FreeTierOnly|insufficient_quota|InsufficientBalance/i.test(code);
}

function messageOf(body: string): string | null {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && 'message' in parsed) return String(parsed.message);
  } catch {
    // Not JSON: gateways answer with HTML, of which nothing is worth showing.
  }
  return null;
}
