/**
 * The file that a room needs to update itself from a repository: /etc/apt/sources.list.d/lectern.sources, as sources.list(5) says of the
 * deb822 style. The key is in it and counts for this repository alone.
 * @param key the public key, ASCII armoured
 */
export function sourcesFile(url: string, suite: string, component: string, key: string): string {
  const lines = key
    .trim()
    .split('\n')
    .map((line) => (line === '' ? ' .' : ` ${line}`));
  return `Types: deb\nURIs: ${url}\nSuites: ${suite}\nComponents: ${component}\nSigned-By:\n${lines.join('\n')}\n`;
}
