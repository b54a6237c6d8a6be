/** What a web server is to the simulator: one answer a request, in virtual time. */

export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
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
  /** Undefined: nobody listens there. */
  answer(request: HttpRequest): HttpResponse | undefined;
}
