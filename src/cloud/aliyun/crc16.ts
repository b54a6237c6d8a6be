/** CRC-16/ARC of a byte string (facts: cloud section 3.1), by half bytes: a table for whole ones would take longer to make. @onDemand */
export function crc16(bytes: string): number {
  const TABLE = [
    0, 0xcc01, 0xd801, 0x1400, 0xf001, 0x3c00, 0x2800, 0xe401, 0xa001, 0x6c00, 0x7800, 0xb401, 0x5000, 0x9c01, 0x8801,
    0x4400,
  ];
  let crc = 0;
  for (let i = 0; i < bytes.length; i++) {
    crc ^= bytes.charCodeAt(i);
    crc = (crc >> 4) ^ (TABLE[crc & 15] as number);
    crc = (crc >> 4) ^ (TABLE[crc & 15] as number);
  }
  return crc;
}
