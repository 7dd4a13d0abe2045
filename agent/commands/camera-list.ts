import { stringify } from 'yaml';
import type { CameraDescription, CameraStream } from '../../device/onvif/camera-description.ts';
import { textTable } from './text-table.ts';

/** One camera as the command lists it, also with --json. */
export interface ListedCamera {
  /** The camera's own lasting name; null when it was asked by address. */
  endpoint: string | null;
  /** Its device service: the one that can be reached, else the first it named; null when it named none. */
  address: string | null;
  reachable: boolean;
  name: string;
  hardware: string;
  location: string;
  /** What it is and its streams, when it was asked. */
  description?: CameraDescription;
  /** Why there is no description. */
  fault?: { code: string; zh: string; en: string };
}

/** A clock that is further off puts wrong times into the camera's own picture. */
const CLOCK_OFF_S = 30;

/** The cameras found, a line each, for a terminal. */
export function cameraTable(cameras: readonly ListedCamera[]): string {
  if (cameras.length === 0) return nothingFound;
  const rows = cameras.map(({ address, name, hardware, location, reachable, fault }) => [
    address === null ? '–' : shortAddress(address),
    name,
    hardware,
    location,
    fault ? `${fault.zh} / ${fault.en}` : reachable ? '' : '连接不上 / cannot be reached from here',
  ]);
  const next = cameras.some(({ description, fault }) => description || fault)
    ? ''
    : '\n\n码流地址 streams: lectern cameras show <地址 address> --credentials <文件 file>';
  return `找到 ${cameras.length} 台摄像机 cameras found: ${cameras.length}\n${textTable(
    ['地址 address', '名称 name', '型号 hardware', '位置 location', ''],
    rows,
  )}${next}`;
}

const nothingFound = `没有摄像机应答。No camera answered.
  · 摄像机须与本机在同一网段；多块网卡时请用 --interface 指定 / cameras must be in this machine’s network; name its interface with --interface
  · 摄像机设置里须启用 ONVIF / ONVIF must be on in the cameras’ settings
  · 防火墙须放行 UDP 3702 的应答 / a firewall must let answers from UDP port 3702 in
  · 已知地址时 with a known address: lectern cameras show <地址 address> --credentials <文件 file>`;

/** One camera with its streams and what to write into the configuration. */
export function describedCamera(camera: ListedCamera, description: CameraDescription): string {
  const { device, clockOffsetS, streams, moreStreams } = description;
  const facts = [
    `摄像机 camera ${shortAddress(camera.address ?? '')}：${device.manufacturer} ${device.model}`.trimEnd(),
    `固件 firmware ${device.firmware || '?'} · 序列号 serial ${device.serial || '?'}`,
  ];
  if (clockOffsetS !== null && Math.abs(clockOffsetS) > CLOCK_OFF_S)
    facts.push(
      `时钟比本机${clockOffsetS > 0 ? '快' : '慢'} ${Math.abs(clockOffsetS)} 秒，请在摄像机上启用 NTP 校时 / ` +
        `its clock is ${Math.abs(clockOffsetS)} s ${clockOffsetS > 0 ? 'ahead' : 'behind'}; switch NTP on in its settings`,
    );
  if (streams.length === 0) facts.push('没有码流 it has no streams');
  const rows = streams.map((stream) => [
    stream.role === 'main' ? '主 main' : stream.role === 'sub' ? '子 sub' : '',
    stream.name,
    stream.codec ?? '?',
    stream.width && stream.height ? `${stream.width}×${stream.height}` : '?',
    stream.framesPerS === null ? '?' : `${stream.framesPerS}/s`,
    stream.sound ?? '无 none',
    stream.address ?? '–',
  ]);
  if (rows.length > 0)
    facts.push(
      textTable(['码流', '名称 name', '编码 codec', '画面 size', '帧率 rate', '声音 sound', '地址 address'], rows),
    );
  if (moreStreams > 0) facts.push(`  … 还有 ${moreStreams} 路 (${moreStreams} more)`);
  return [...facts, ...configurationLines(streams)].join('\n');
}

/** Pupils in the last row are small, so pictures come from the main stream; sound from whatever is least to send. */
function configurationLines(streams: readonly CameraStream[]): string[] {
  const main = streams.find(({ role }) => role === 'main')?.address;
  if (!main) return [];
  const heard = streams.filter(({ sound, address }) => sound !== null && address !== null);
  const sound = (heard.find(({ role }) => role === 'sub') ?? heard[0])?.address;
  return [
    '',
    '写入配置文件 for the configuration:',
    'sources:',
    `  ${setting('studentCamera', main)}   # 对着学生 sees the class`,
    `  # ${setting('teacherCamera', main)}   # 若对着讲台 if it sees the board instead`,
    ...(sound ? [`  # ${setting('microphone', sound)}   # 用它的声音 to use its sound`] : []),
  ];
}

const setting = (name: string, value: string) => stringify({ [name]: value }, { lineWidth: 0 }).trimEnd();

/** What `cameras show` takes: the host alone where the rest is as usual. */
function shortAddress(address: string): string {
  const url = URL.parse(address);
  return url?.protocol === 'http:' && url.pathname === '/onvif/device_service' && url.search === ''
    ? url.host
    : address;
}
