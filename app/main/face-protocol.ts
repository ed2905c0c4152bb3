import { securityHeaders } from '../contract/shell/content-security-policy.ts';
import type { StaticFiles } from '../host/files/static-files.ts';
import { faceFilePath } from './policies.ts';

/** Answers `app://studio/…` from the built face and nothing else, under the same headers as the browser shell. */
export function faceProtocolHandler(files: StaticFiles): (request: Request) => Promise<Response> {
  return async request => {
    const path = faceFilePath(request.method, request.url);
    if (path === null) return new Response(null, { status: 403, headers: securityHeaders });
    const answer = await files.answer(path, false, undefined);
    if (answer === null || answer === 'not-modified') {
      return new Response(null, { status: 404, headers: securityHeaders });
    }
    return new Response(new Uint8Array(answer.body), { headers: { ...answer.headers, ...securityHeaders } });
  };
}
