/** Keys on their way to the device: those of one moment go together. */
import { send } from "../../store.ts";

const EVERY_MS = 10;

let waiting = "";

export function type(text: string): void {
  if (waiting === "") setTimeout(flush, EVERY_MS);
  waiting += text;
}

function flush(): void {
  const text = waiting;
  waiting = "";
  void send({ do: "type", text });
}
