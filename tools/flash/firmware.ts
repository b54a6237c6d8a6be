export async function flashFirmware(
  _file: string | undefined,
  _flags: object,
  _print: (text: string) => void,
): Promise<void> {}
