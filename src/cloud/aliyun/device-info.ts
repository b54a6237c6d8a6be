/** The device's tags: what it is, for whoever looks after a thousand of them (facts: cloud section 2.2). @onDemand */

/** `params` of `thing/deviceinfo/update`, whose texts need no escape but the modem's own. */
export function deviceInfo(board: string, version: string, bundle: string, modem: string): string {
  const tags: { [key: string]: string } = { "Board": board, "Version": version, "Bundle": bundle, "Modem": modem };
  const list = Object.keys(tags).filter((key) => tags[key]);
  return JSON.stringify(list.map((key) => ({ "attrKey": key, "attrValue": tags[key] })));
}
