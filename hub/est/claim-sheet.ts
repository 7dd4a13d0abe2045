import { renderSVG } from 'uqr';
import { roomCommonName } from '../../provisioning/enrolment/certificate-request.ts';
import { claimCodeText } from '../../provisioning/enrolment/claim-code.ts';
import { claimLink } from '../../provisioning/enrolment/claim-link.ts';
import type { EnrolmentFile } from '../../provisioning/enrolment/enrolment-file.ts';

/**
 * A page for printing (HTML, nothing from outside) with a card for each room: its claim code to be scanned or typed, in Chinese and
 * English.
 * @param until when the codes end, as people read it
 */
export function claimSheet({ server, broker, rooms }: EnrolmentFile, until: string): string {
  const cards = rooms.map(({ room, code }) => {
    const groups = claimCodeText(code).split('-');
    const lines = [groups.slice(0, 4), groups.slice(4)].map((line) => `<code>${line.join(' - ')}</code>`);
    const link = claimLink({ code, room, server, ...(broker !== undefined && { broker }) });
    return `<article>
${renderSVG(link, { ecc: 'M', border: 2 })}
<div><h2>${escaped(room.room)}</h2>
<p class="address">${escaped(roomCommonName(room))}</p>
<p class="code">${lines.join('<br>')}</p>
<p>注册服务器 Server: ${escaped(server)}</p>
<p>有效期至 Valid until: ${escaped(until)}</p>
<p>只能使用一次：在这间教室的机器上打开“安装 → 平台”扫描或输入。用过后请销毁。<br>
Serves once: on this room’s machine open “Set-up → Hub”, scan it or type it. Destroy it after use.</p></div>
</article>`;
  });
  return `<!doctype html>
<html lang="zh"><meta charset="utf-8"><title>讲台 Lectern 注册码 claim codes</title>
<style>
body { font: 11pt/1.4 "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; margin: 12mm; }
article { display: flex; gap: 6mm; border: 1px solid #888; padding: 4mm; margin-bottom: 5mm; break-inside: avoid; }
svg { width: 46mm; height: 46mm; flex: none; }
h2 { margin: 0; font-size: 18pt; } p { margin: 1mm 0; }
.address { color: #444; } .code { font-size: 13pt; } code { font-family: "DejaVu Sans Mono", Consolas, monospace; letter-spacing: .04em; }
</style>
${cards.join('\n')}
</html>
`;
}

const escaped = (text: string) => text.replaceAll(/[&<>"]/g, (sign) => `&#${sign.codePointAt(0)};`);
