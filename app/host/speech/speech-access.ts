import type { ModelKind } from '../../core/models/model-facts.ts';

/** What a node of the hub wants to call: a model of speech, of conversation or of pictures. */
export interface CloudRequest {
  /** `<provider>/<model>`. */
  readonly model: string;
  readonly kind: ModelKind;
  /** `hub`: a model that runs in the cloud is refused. */
  readonly placement: 'hub' | 'cloud';
}

/** How one call may go out. Ask for a new one for each call; call `end` exactly once when it is over. */
export interface CloudCall {
  /** Id and name of the provider, for usage and for messages. */
  readonly provider: string;
  readonly title: string;
  /** The model's id without its provider. */
  readonly model: string;
  readonly region: string | null;
  /** `wss://…/api-ws/v1`, where streams of sound are spoken to; null where the region has none. */
  readonly socketUrl: string | null;
  /** `https://…`, origin and path before `/compatible-mode/v1` or `/api/v1`. */
  readonly origin: string;
  /** Headers that bear the key. They go into the request and nowhere else: never into logs, errors or spans. */
  readonly headers: Readonly<Record<string, string>>;
  /** Aborts when the cloud is switched off. An open socket is closed then. */
  readonly signal: AbortSignal;
  /** Money for an amount of what the price counts (seconds, characters, tokens in and out, pictures); null: unknown. */
  costYuan(amount: { readonly input: number; readonly output: number }): number | null;
  /** Tells the provider's circuit breaker how it went. `failure` undefined: well, or cancelled by us. */
  end(failure?: unknown): void;
}

/** A service's own words without the key of the call, which a service may repeat in them. */
export function withoutKey({ headers }: Pick<CloudCall, 'headers'>, text: string): string {
  let clean = text;
  for (const value of Object.values(headers)) {
    const key = value.replace(/^Bearer /, '');
    if (key.length >= 8) clean = clean.replaceAll(key, '•••').replaceAll(encodeURIComponent(key), '•••');
  }
  return clean;
}

/**
 * Gives out calls to clouds. The one place that knows keys, regions, the cloud switch, circuit breakers and limits.
 * `connect` rejects with a `StudioError` `model/…` where a call may not go out, and with the signal's reason.
 */
export interface SpeechAccess {
  connect(request: CloudRequest, signal: AbortSignal): Promise<CloudCall>;
}
