// Texts to write: real shoppers' where they lie beside the checkout, and hostile ones.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../../../../shared/data');

/** 300 Thai and 250 Indonesian texts, or nothing when the data does not lie beside the checkout. */
export function shoppersTexts(): { text: string; language: 'th' | 'id' }[] {
  if (!existsSync(FOLDER)) return [];
  const thai = readFileSync(join(FOLDER, 'buyers-th.txt'), 'utf8').split('\n').filter((line) => line !== '');
  const rows = parseCsv(readFileSync(join(FOLDER, 'buyers-id-en.csv'), 'utf8')).slice(1);
  return [
    ...thai.map((text) => ({ text, language: 'th' as const })),
    ...rows.map((row) => ({ text: row[0] ?? '', language: 'id' as const })),
  ];
}

/** Rows of a CSV file, with quoted fields. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (quoted) {
      if (char !== '"') field += char;
      else if (text[at + 1] === '"') {
        field += '"';
        at++;
      } else quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === ',') {
      row.push(field);
      field = '';
    } else if (char === '\n') {
      row.push(field.replace(/\r$/, ''));
      rows.push(row);
      row = [];
      field = '';
    } else field += char;
  }
  if (field !== '' || row.length > 0) rows.push([...row, field]);
  return rows;
}

const MARKUP = [
  '<script>document.title = "owned"</script>',
  '<img src=x onerror="document.title=`owned`">',
  '<svg onload=alert(1)>',
  '"><iframe srcdoc="<script>parent.document.title=1</script>">',
  '<style>* { display: none !important }</style>',
  '</textarea><b>bold</b>',
  '<a href="javascript:document.title=1">click</a>',
  '<!-- comment --><![CDATA[ x ]]>',
  '<template><slot></slot></template>',
  '&lt;b&gt; &amp; &#x3c;script&#x3e; &nbsp;',
  '{{constructor.constructor("document.title=1")()}}',
  '${document.title}%00%0d%0aSet-Cookie: a=b',
  "'; DROP TABLE messages; --",
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  '<base href="//example.com/"><link rel=stylesheet href=//example.com/x.css>',
  '<form action=//example.com><input name=password autofocus onfocus=alert(1)>',
  '<math><mtext></p><style><img src=x onerror=alert(1)>',
];

const CHARACTERS = [
  '\u202e', '\u202d', '\u2066', '\u2067', '\u2069', '\u200e', '\u200f', // direction overrides and isolates
  '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad', // invisible ones
  '\u0000', '\u0001', '\u0007', '\u0008', '\u001b', '\u007f', '\u0085', // control characters
  '\u2028', '\u2029', // separators that end a line in scripts
  '\ufffe', '\uffff', '\u0378', '\u{e0001}', '\u{10ffff}', '\u{1fffe}', // unassigned and not-characters
  '\ufffd', '\ue000', '\u{f0000}', // replacement and private use
  '\u0301', '\u0e47\u0e47\u0e47', '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}', '\u{1f1f9}\u{1f1ed}', // marks, families, flags
];

/** 200 texts that try to do harm; all distinct, the same in every run. */
export function hostileTexts(): string[] {
  const texts: string[] = [];
  const add = (text: string) => texts.push(`${texts.length}|${text}|`);
  MARKUP.forEach(add);
  for (const char of CHARACTERS) {
    add(`a${char}b`);
    add(`${char}order 240${char}4A/77-SG${char}`);
    add(char.repeat(50));
  }
  add('x'.repeat(100_000));
  add('ก'.repeat(33_000));
  add('\u0301'.repeat(2_000));
  add(Array.from({ length: 10_000 }, (_, line) => `line ${line}`).join('\n'));
  add('\n'.repeat(3_000));
  add('<div>'.repeat(5_000));
  add('https://example.com/'.padEnd(8_000, 'a'));
  add(' \t  leading and trailing \t ');
  for (let n = 0; texts.length < 200; n++) {
    const markup = MARKUP[n % MARKUP.length];
    const char = CHARACTERS[(n * 7) % CHARACTERS.length];
    add(`${char}${markup}${char}${n}`);
  }
  return texts.slice(0, 200);
}
