import { PasswordInput } from "@mantine/core";
import { signingLimits } from "../../../shared/signing.ts";
import { useWords } from "../../translate.ts";

export interface PassPhrase {
  password: string;
  again: string;
}
export const noPassPhrase: PassPhrase = { password: "", again: "" };

export function passPhraseFits({ password, again }: PassPhrase): boolean {
  return password.length >= signingLimits.leastPasswordChars && password === again;
}

/** A new pass phrase, typed twice. */
export function NewPassPhrase({
  value,
  onChange,
}: {
  value: PassPhrase;
  onChange: (value: PassPhrase) => void;
}) {
  const t = useWords();
  const differs = value.again !== "" && !value.password.startsWith(value.again);
  return (
    <>
      <PasswordInput
        size="md"
        label={t("certificate.password")}
        description={t("certificate.passwordHint")}
        autoComplete="new-password"
        value={value.password}
        onChange={(event) => onChange({ ...value, password: event.currentTarget.value })}
      />
      <PasswordInput
        size="md"
        label={t("certificate.again")}
        autoComplete="new-password"
        value={value.again}
        onChange={(event) => onChange({ ...value, again: event.currentTarget.value })}
        error={differs && t("certificate.different")}
      />
    </>
  );
}
