import i18next from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import { words } from "./words.ts";

declare module "i18next" {
  interface CustomTypeOptions {
    resources: { translation: typeof words };
  }
}

/** Makes the words ready. English is complete; another language is one more resource here. */
export async function initWords(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: "en",
    fallbackLng: "en",
    resources: { en: { translation: words } },
    interpolation: { escapeValue: false }, // React escapes
  });
}

/** The words for a component: t("head.start", { count: 2 }). */
export function useWords() {
  return useTranslation().t;
}

export type Translate = ReturnType<typeof useWords>;
