// Which pictures there are: each page on two screens, in two themes, in two languages.

export const PAGES = [
  'sign-in',
  'inbox',
  'menu',
  'thread',
  'composer',
  'print',
  'forced-colours',
  'connections',
  'lost',
  'stores',
  'add-store',
  'empty',
  'palette',
  'keys',
  'settings',
  'unsent',
] as const;
export type PageName = (typeof PAGES)[number];

export interface Look {
  screen: 'wide' | 'narrow';
  theme: 'light' | 'dark';
  language: 'en' | 'zh';
}

export const SCREENS = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };

export const LOOKS: Look[] = (['wide', 'narrow'] as const).flatMap((screen) =>
  (['light', 'dark'] as const).flatMap((theme) => (['en', 'zh'] as const).map((language) => ({ screen, theme, language }))),
);

// What is kept beside the documents; the others are made anew to be looked at.
const KEPT = [
  'thread-wide-light-en',
  'thread-wide-dark-en',
  'thread-wide-light-zh',
  'thread-narrow-light-en',
  'inbox-narrow-dark-en',
  'stores-wide-light-en',
  'stores-wide-dark-zh',
  'stores-narrow-light-zh',
  'composer-wide-light-en',
  'composer-narrow-dark-zh',
  'palette-wide-light-en',
  'keys-wide-dark-en',
  'settings-wide-light-en',
  'sign-in-wide-light-en',
  'sign-in-narrow-dark-zh',
  'add-store-wide-light-en',
  'unsent-wide-light-en',
];

export function nameOf(page: PageName, look: Look): string {
  return `${page}-${look.screen}-${look.theme}-${look.language}`;
}

export function isKept(name: string): boolean {
  return KEPT.includes(name);
}
