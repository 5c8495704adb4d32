import { AsnArray, AsnProp, AsnPropTypes, AsnType, AsnTypeTypes } from "@peculiar/asn1-schema";
import {
  Attribute,
  DigestAlgorithmIdentifiers,
  EncapsulatedContentInfo,
  SignerInfos,
} from "@peculiar/asn1-cms";

/** What a signer's key signs: the attributes as a SET by themselves. RFC 5652, 5.4. */
export class SignedAttributes extends AsnArray<Attribute> {}
AsnType({ type: AsnTypeTypes.Set, itemType: Attribute })(SignedAttributes);

/** Certificates byte for byte: one that is written anew may come out another. */
export class RawCertificates extends AsnArray<ArrayBuffer> {}
AsnType({ type: AsnTypeTypes.Set, itemType: AsnPropTypes.Any })(RawCertificates);

/** RFC 5652, 5.1. */
export class SignedData {
  version = 1;
  digestAlgorithms = new DigestAlgorithmIdentifiers();
  encapContentInfo = new EncapsulatedContentInfo();
  certificates?: RawCertificates;
  crls?: ArrayBuffer;
  signerInfos = new SignerInfos();
}
const field = (name: string, options: Parameters<typeof AsnProp>[0]) =>
  AsnProp(options)(SignedData.prototype, name);
field("version", { type: AsnPropTypes.Integer });
field("digestAlgorithms", { type: DigestAlgorithmIdentifiers });
field("encapContentInfo", { type: EncapsulatedContentInfo });
field("certificates", { type: RawCertificates, context: 0, implicit: true, optional: true });
field("crls", { type: AsnPropTypes.Any, context: 1, implicit: true, optional: true });
field("signerInfos", { type: SignerInfos });
