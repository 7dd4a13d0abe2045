export interface EnrolmentTexts {
  title: string;
  none: string;
  facts: { room: string; until: string; renewal: string; server: string };
  pending: string;
  forget: string;
  code: string;
  codeHint: string;
  /** @param given characters of how many a whole code has */
  count(given: number, whole: number): string;
  server: string;
  serverHint: string;
  enrol: string;
  again: string;
  working: string;
  /** By the steps that are worth telling. */
  steps: Record<string, string>;
  many: string;
  manyHint: string;
  stick: string;
  file: string;
  room: string;
  done: string;
  hub: string;
}

export const enrolmentTexts: Record<'zh' | 'en', EnrolmentTexts> = {
  zh: {
    title: '教室证书',
    none: '这间教室还没有证书。平台凭证书认出教室；密钥在本机生成，不会离开本机。',
    facts: { room: '教室', until: '有效期至', renewal: '自动更新', server: '注册服务器' },
    pending: '注册尚未完成，会自动继续：',
    forget: '放弃这次注册',
    code: '注册码',
    codeHint: '用扫码枪扫描区里发的注册单，或输入二维码旁的 40 个字符；不分大小写，横线可不输',
    count: (given, whole) => `已输入 ${given} / ${whole} 个字符`,
    server: '注册服务器',
    serverHint: '印在注册单上：https:// 后面是名称和端口，例如 est.example.edu.cn:8443；扫描二维码时不必填写',
    enrol: '注册',
    again: '用新的注册码重新注册',
    working: '正在注册…',
    steps: {
      'request-kept': '密钥已生成',
      connected: '已连接服务器',
      'authority-trusted': '服务器身份已核实',
      'certificate-checked': '证书已收到',
    },
    many: '或用 U 盘中的文件',
    manyHint: '文件名为 lectern-enrolment.yaml，一个文件可含全校教室',
    stick: '读取本机上的 U 盘',
    file: '选择文件',
    room: '这是哪间教室',
    done: '注册成功',
    hub: '平台连接',
  },
  en: {
    title: 'Certificate of this room',
    none: 'This room has no certificate yet. The hub knows rooms by it; its key is made on this machine and never leaves it.',
    facts: { room: 'Room', until: 'Valid until', renewal: 'Renewed by itself', server: 'Enrolled at' },
    pending: 'An enrolment is not finished and goes on by itself:',
    forget: 'Give it up',
    code: 'Claim code',
    codeHint:
      'Scan the region’s sheet with a scanner, or type the 40 characters beside its QR code; capitals and hyphens do not matter',
    count: (given, whole) => `${given} of ${whole} characters`,
    server: 'Where to enrol',
    serverHint:
      'Stands on the sheet: https:// and then name and port, such as est.example.edu.cn:8443; not needed when the QR code is scanned',
    enrol: 'Enrol',
    again: 'Enrol again with a new code',
    working: 'Enrolling…',
    steps: {
      'request-kept': 'the key is made',
      connected: 'the server answers',
      'authority-trusted': 'it is the region’s',
      'certificate-checked': 'the certificate is here',
    },
    many: 'Or by the file on a USB stick',
    manyHint: 'It is called lectern-enrolment.yaml and may hold all rooms of a school',
    stick: 'Read the stick in this machine',
    file: 'Choose a file',
    room: 'Which room this is',
    done: 'The room is enrolled',
    hub: 'Connection to the hub',
  },
};
