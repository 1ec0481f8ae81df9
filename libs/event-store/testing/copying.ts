/** Moves a log until it is done or killed, and prints how far it has come. A test's child: `copying.ts to|from URL DIRECTORY`. */
import { copyFromCluster, copyToCluster } from '../src/index.ts';

const [way, url = '', directory = ''] = process.argv.slice(2);
const copy = way === 'to' ? copyToCluster : copyFromCluster;
const { size, before } = await copy({
  url,
  directory,
  told: (doing, done) => process.stdout.write(`${doing} ${done}\n`),
});
process.stdout.write(`whole ${size} ${before}\n`);
