/** What answers HTTP, as plain synchronous logic: the virtual network asks it in virtual time, `http-server.ts` over sockets. */

export interface HttpRequest {
  readonly method: "GET" | "POST";
  /** Absolute. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly delayMs: number;
  /** The connection breaks off after so many bytes of the body. */
  readonly cutAfterBytes?: number;
}

export interface HttpOrigin {
  /** undefined: nobody listens there. */
  answer(request: HttpRequest): HttpResponse | undefined;
}

/** Several as one: the first that is at home answers. */
export function originOf(...origins: readonly HttpOrigin[]): HttpOrigin {
  return {
    answer: (request) => {
      for (const origin of origins) {
        const response = origin.answer(request);
        if (response) return response;
      }
      return undefined;
    },
  };
}

/** A header as it was given, whatever the case of its name. */
export function headerOf({ headers }: Pick<HttpRequest | HttpResponse, "headers">, name: string): string | undefined {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

export function textResponse(status: number, type: string, text: string, delayMs = 0): HttpResponse {
  const body = Buffer.from(text, "utf8");
  return { status, headers: { "Content-Type": type, "Content-Length": String(body.length) }, body, delayMs };
}
