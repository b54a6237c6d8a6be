/** While secrets are on the line: whatever the device says of what it has got, or was cut off in, could be one of them. */
import { Fault } from "../fault.ts";

export async function hushed<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new Fault(error.exitCode, error.message.replace(/( It said|: (Uncaught )?SyntaxError).*$/s, "."));
  }
}
