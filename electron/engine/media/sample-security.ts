import { encodeSecurityDescriptor, type AccessRule } from "./security-descriptor.ts";

const SYSTEM = "S-1-5-18";
const ADMINISTRATORS = "S-1-5-32-544";
const USERS = "S-1-5-32-545";
const EVERYONE = "S-1-1-0";
const CREATOR_OWNER = "S-1-3-0";
/** The account that owns Windows' own files. */
const TRUSTED_INSTALLER = "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464";

const ALL = 0x1f01ff;
const MODIFY = 0x1301bf;
const READ = 0x1200a9;
const INHERITED_BY_ALL = 0x03;
const FOR_CHILDREN_ONLY = 0x0b;

const rule = (sid: string, mask: number, inherit = INHERITED_BY_ALL): AccessRule => ({ sid, mask, inherit });

/** The training medium's security descriptors, numbered as `SECURITY` in sample-folders.ts. */
export function sampleDescriptors(): Uint8Array[] {
  const shared = [rule(SYSTEM, ALL), rule(ADMINISTRATORS, ALL)];
  return [
    { ownerSid: ADMINISTRATORS, groupSid: SYSTEM, rules: [...shared, rule(USERS, READ)] },
    {
      ownerSid: TRUSTED_INSTALLER,
      groupSid: TRUSTED_INSTALLER,
      rules: [
        rule(TRUSTED_INSTALLER, ALL),
        rule(SYSTEM, MODIFY),
        rule(ADMINISTRATORS, MODIFY),
        rule(USERS, READ),
        rule(CREATOR_OWNER, ALL, FOR_CHILDREN_ONLY),
      ],
    },
    { ownerSid: TRUSTED_INSTALLER, groupSid: TRUSTED_INSTALLER, rules: [...shared, rule(USERS, READ)] },
    { ownerSid: SYSTEM, groupSid: SYSTEM, rules: [...shared, rule(EVERYONE, READ), rule(USERS, READ)] },
    { ownerSid: SYSTEM, groupSid: SYSTEM, rules: shared },
  ].map(encodeSecurityDescriptor);
}
