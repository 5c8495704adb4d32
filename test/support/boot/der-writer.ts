/** Writes DER, for structures that tests make themselves. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const bytes = Buffer.from(
    length.toString(16).padStart(Math.ceil(length.toString(16).length / 2) * 2, "0"),
    "hex",
  );
  return Buffer.concat([Buffer.from([tag, 0x80 | bytes.length]), bytes, content]);
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
export const set = (...parts: readonly Uint8Array[]): Buffer => der(0x31, ...parts);
export const octets = (bytes: Uint8Array): Buffer => der(0x04, bytes);
export const integer = (value: number): Buffer => der(0x02, Buffer.from([value]));
export const utf8 = (text: string): Buffer => der(0x0c, Buffer.from(text, "utf8"));
export const nothing = (): Buffer => der(0x05);

/** "1.2.840.113549.1.7.2" */
export function oid(name: string): Buffer {
  const [first = 0, second = 0, ...rest] = name.split(".").map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((number) => {
    const groups = [number & 0x7f];
    for (let left = number >>> 7; left > 0; left >>>= 7) groups.unshift(0x80 | (left & 0x7f));
    return groups;
  });
  return der(0x06, Buffer.from(bytes));
}

/** "2026-10-19" as UTCTime, at midnight. */
export function utcTime(day: string): Buffer {
  return der(0x17, Buffer.from(`${day.slice(2).replaceAll("-", "")}000000Z`, "latin1"));
}
