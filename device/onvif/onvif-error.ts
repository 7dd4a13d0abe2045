/** The same in Chinese and English. */
interface Words {
  zh: string;
  en: string;
}

/** What can go wrong with a camera and what to do about it; `detail` is the machine's own short word for the cause. */
const words = {
  ONVIF_INTERFACE: (detail) => ({
    zh: `没有可用的 IPv4 网络接口；可选的有：${detail || '无'}`,
    en: `no such network interface with an IPv4 address; there are: ${detail || 'none'}`,
  }),
  ONVIF_UNREACHABLE: (detail) => ({
    zh: `连接不上（${detail}）；请检查摄像机的电源、网线、网段和端口`,
    en: `cannot be reached (${detail}); check its power, cable, network and port`,
  }),
  ONVIF_TIMEOUT: (detail) => ({
    zh: `没有按时应答（${detail}）；请稍后再试，或重启摄像机`,
    en: `did not answer in time (${detail}); try again later, or restart the camera`,
  }),
  ONVIF_CREDENTIALS_NEEDED: () => ({
    zh: '需要用户名和密码；请用 --credentials 给出凭据文件',
    en: 'asks for a user and a password; give a file that holds them with --credentials',
  }),
  ONVIF_NOT_AUTHORIZED: (detail) => ({
    zh: `不接受用户名或密码${detail && `（${detail}）`}；请核对凭据文件和该账号的 ONVIF 权限，多次出错会被摄像机锁定`,
    en:
      `refuses the user or the password${detail && ` (${detail})`}; check the credentials file and that the user ` +
      'may use ONVIF; cameras lock a user out after a few wrong tries',
  }),
  ONVIF_BAD_ANSWER: (detail) => ({
    zh: `应答不是 ONVIF（${detail}）；请核对地址和端口，确认已启用 ONVIF，必要时升级固件`,
    en: `answers something that is not ONVIF (${detail}); check address and port, that ONVIF is on, and its firmware`,
  }),
  ONVIF_FAULT: (detail) => ({
    zh: `拒绝了请求（${detail}）；请确认该账号的权限，必要时升级固件`,
    en: `refuses the request (${detail}); check what its user may do, and its firmware`,
  }),
} as const satisfies Record<string, (detail: string) => Words>;

export type OnvifErrorCode = keyof typeof words;

/** A camera, or the search for cameras, that failed. Never holds a user or a password. */
export class OnvifError extends Error {
  readonly code: OnvifErrorCode;
  readonly zh: string;
  readonly en: string;

  /**
   * @param where the camera's address or the interface's name
   * @param detail short and printable: it goes to a terminal
   */
  constructor(code: OnvifErrorCode, where: string, detail = '', options?: ErrorOptions) {
    const { zh, en } = words[code](detail);
    super(`${where}: ${zh} / ${en}`, options);
    this.code = code;
    this.zh = zh;
    this.en = en;
  }
}
