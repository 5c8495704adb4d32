/** One line of an access list: this account may do that. */
export interface AccessRule {
  /** "S-1-5-18" */
  sid: string;
  /** Access mask: 0x1f01ff is everything, 0x1200a9 read and execute. */
  mask: number;
  /** 0x03: folders and files inside inherit it; 0x0b: they inherit it and it does not count here; 0 neither. */
  inherit: number;
}

export interface SecurityDescriptor {
  ownerSid: string;
  groupSid: string;
  rules: AccessRule[];
}

const SELF_RELATIVE = 0x8000;
const DACL_PRESENT = 0x0004;
const HEADER_BYTES = 20;
const ACL_REVISION = 2;
const ACL_HEADER_BYTES = 8;
const ACE_HEADER_BYTES = 8;

/** A self-relative security descriptor as NTFS stores it. Layout: [MS-DTYP] 2.4.6, 2.4.5, 2.4.4.2, 2.4.2.2. */
export function encodeSecurityDescriptor({ ownerSid, groupSid, rules }: SecurityDescriptor): Uint8Array {
  const [acl, owner, group] = [encodeAcl(rules), encodeSid(ownerSid), encodeSid(groupSid)];
  const bytes = new Uint8Array(HEADER_BYTES + acl.length + owner.length + group.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = 1;
  view.setUint16(2, SELF_RELATIVE | DACL_PRESENT, true);
  view.setUint32(4, HEADER_BYTES + acl.length, true);
  view.setUint32(8, HEADER_BYTES + acl.length + owner.length, true);
  view.setUint32(16, HEADER_BYTES, true);
  bytes.set(acl, HEADER_BYTES);
  bytes.set(owner, HEADER_BYTES + acl.length);
  bytes.set(group, HEADER_BYTES + acl.length + owner.length);
  return bytes;
}

function encodeAcl(rules: readonly AccessRule[]): Uint8Array {
  const entries = rules.map((rule) => ({ rule, sid: encodeSid(rule.sid) }));
  const sizeBytes = entries.reduce((sum, { sid }) => sum + ACE_HEADER_BYTES + sid.length, ACL_HEADER_BYTES);
  const bytes = new Uint8Array(sizeBytes);
  const view = new DataView(bytes.buffer);
  bytes[0] = ACL_REVISION;
  view.setUint16(2, sizeBytes, true);
  view.setUint16(4, entries.length, true);
  let at = ACL_HEADER_BYTES;
  for (const { rule, sid } of entries) {
    bytes[at + 1] = rule.inherit; // type 0 before it: allow
    view.setUint16(at + 2, ACE_HEADER_BYTES + sid.length, true);
    view.setUint32(at + 4, rule.mask, true);
    bytes.set(sid, at + ACE_HEADER_BYTES);
    at += ACE_HEADER_BYTES + sid.length;
  }
  return bytes;
}

function encodeSid(sid: string): Uint8Array {
  const [revision = 0, authority = 0, ...parts] = sid.replace(/^S-/, "").split("-").map(Number);
  const bytes = new Uint8Array(8 + parts.length * 4);
  const view = new DataView(bytes.buffer);
  bytes[0] = revision;
  bytes[1] = parts.length;
  view.setUint32(4, authority, false); // six bytes, big-endian; the upper two are 0 for every account there is
  for (const [n, part] of parts.entries()) view.setUint32(8 + n * 4, part, true);
  return bytes;
}
