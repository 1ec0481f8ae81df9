import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** A file that pages load. Its name changes with its bytes, so a browser may keep it for ever. */
export interface Asset {
  readonly path: string;
  readonly type: string;
  readonly bytes: Buffer;
  readonly zipped: Buffer;
}

function asset(file: string, type: string): Asset {
  const bytes = readFileSync(fileURLToPath(new URL(file, import.meta.url)));
  const [name, ending] = (file.split('/').pop() ?? file).split('.');
  const mark = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  return { path: `${name}.${mark}.${ending}`, type, bytes, zipped: gzipSync(bytes, { level: 9 }) };
}

/** The style sheet is the build's; everything else is as it stands. */
export const loadAssets = () => ({
  style: asset('../style/dutybook.css', 'text/css; charset=utf-8'),
  icon: asset('./icon.svg', 'image/svg+xml; charset=utf-8'),
});
