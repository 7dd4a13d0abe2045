/** What the screen shows while its page has not been built: what is wrong, where, and what to do. */
export function pageMissingHtml(pageDir: string): string {
  const dir = pageDir.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
  return `<!doctype html>
<html lang="zh">
<meta charset="utf-8">
<title>Lectern 讲台</title>
<h1>页面还没有生成</h1>
<p>Lectern 在运行，但课堂页面的文件不在 <code>${dir}</code>。</p>
<p>请在 Lectern 的文件夹里运行 <code>npm run build:page</code>，然后重新启动 Lectern。</p>
<hr>
<h1 lang="en">The page has not been built</h1>
<p lang="en">Lectern is running, but the files of its page are not in <code>${dir}</code>.</p>
<p lang="en">In Lectern's folder run <code>npm run build:page</code>, then start Lectern again.</p>
</html>
`;
}
