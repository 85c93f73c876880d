import type { RequestHandler } from 'express';

/** What whoever asked for a reload is told. */
export interface ReloadAnswer {
  readonly status: number;
  readonly text: string;
}

/** Answers `POST /-/reload`; without `reload`, it is refused. */
export function answerReload(reload: (() => Promise<ReloadAnswer>) | undefined): RequestHandler {
  return async (request, response) => {
    const { status, text } = await answer(request.method, reload);
    if (status === 405) response.set('Allow', 'POST');
    response.status(status).type('text').send(text);
  };
}

async function answer(method: string, reload: (() => Promise<ReloadAnswer>) | undefined): Promise<ReloadAnswer> {
  if (method !== 'POST') return { status: 405, text: 'method not allowed\n' };
  if (reload === undefined) {
    return {
      status: 403,
      text: 'reloading by HTTP is off; web.enableLifecycle turns it on, and SIGHUP always works\n',
    };
  }
  return reload();
}
