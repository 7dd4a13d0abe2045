/** What the page says where somebody signs in. */
export interface AccessTexts {
  open: string;
  title: string;
  hint: string;
  number: string;
  pin: string;
  clear: string;
  back: string;
  wrong: string;
  /** The agent could not write down that somebody was let in. */
  sick: string;
  wait(length: string): string;
  lock: string;
  locksSoon(seconds: number): string;
  stay: string;
  first: { title: string; hint: string; again: string; differs: string; weak: string };
  changePin: string;
  before: string;
  wrongBefore: string;
  it: string;
  toPanel: string;
  itTitle: string;
  itHint: string;
  password: string;
  enter: string;
  setUpTitle: string;
  setUpHint: string;
  code: string;
  newPassword: string;
  weakPassword: string;
  wrongPassword: string;
  wrongCode: string;
  signOut: string;
  setUpBefore: string;
  setUpAnew: string;
}

export const accessTexts: Record<'zh' | 'en', AccessTexts> = {
  zh: {
    open: '打开我的报告',
    title: '打开我的报告',
    hint: '请输入两位编号和六位 PIN。编号和第一个 PIN 由学校信息技术老师给您。',
    number: '编号',
    pin: 'PIN',
    clear: '清除',
    back: '返回',
    sick: '暂时不能登录：磁盘写不进去，请告诉学校信息技术老师',
    wrong: '编号和 PIN 不相符，请重新输入',
    wait: (length) => `输错次数太多，请在 ${length}后再试`,
    lock: '锁定',
    locksSoon: (seconds) => `${seconds} 秒后锁定`,
    stay: '继续看',
    first: {
      title: '请设一个自己的 PIN',
      hint: '六位数字，只有您自己知道。不要用连号、重复的数字或日期。',
      again: '请再输入一次',
      differs: '两次输入不一样，请重新设一个',
      weak: '这个 PIN 太容易被猜到，请换一个：不用连号、重复的数字或日期',
    },
    changePin: '更改 PIN',
    before: '请先输入现在的 PIN',
    wrongBefore: '现在的 PIN 不对，请重新输入',
    it: '学校信息技术',
    toPanel: '回到课堂页面',
    itTitle: '学校信息技术',
    itHint: '安装、检查和维护这间教室的设备。这里看不到任何课堂报告。',
    password: '密码',
    enter: '进入',
    setUpTitle: '第一次打开',
    setUpHint: '请输入设备标签或控制台上的设置码，并设一个至少 10 个字符的密码。在控制台上可用这条命令查看：',
    code: '设置码',
    newPassword: '新密码',
    weakPassword: '密码太简单，请用至少 10 个不全相同的字符',
    wrongPassword: '密码不对，请重新输入',
    wrongCode: '设置码不对，请核对后重新输入',
    signOut: '退出',
    setUpBefore: '已经设过密码，请用密码进入',
    setUpAnew: '密码已被重置，请用新的设置码重新设一个',
  },
  en: {
    open: 'Open my reports',
    title: 'Open my reports',
    hint: 'Type your two-digit number and your six-digit PIN. School IT gives you the number and a first PIN.',
    number: 'Number',
    pin: 'PIN',
    clear: 'Clear',
    back: 'Back',
    sick: 'Nobody can be let in just now: the disk takes nothing; please tell school IT',
    wrong: 'Number and PIN do not belong together; please type them again',
    wait: (length) => `Too many wrong tries; please try again in ${length}`,
    lock: 'Lock',
    locksSoon: (seconds) => `Locks in ${seconds} s`,
    stay: 'Stay',
    first: {
      title: 'Choose a PIN of your own',
      hint: 'Six digits that only you know. No rows, no repeated digits, no dates.',
      again: 'Please type it again',
      differs: 'The two were different; please choose again',
      weak: 'This PIN is easily guessed; please choose another: no rows, no repeated digits, no dates',
    },
    changePin: 'Change PIN',
    before: 'First type your present PIN',
    wrongBefore: 'This is not your present PIN; please type it again',
    it: 'School IT',
    toPanel: 'Back to the classroom page',
    itTitle: 'School IT',
    itHint: 'Set up, check and maintain the equipment of this room. No lesson report can be seen here.',
    password: 'Password',
    enter: 'Enter',
    setUpTitle: 'First opening',
    setUpHint:
      'Type the set-up code from the box’s label or console, and choose a password of at least 10 characters. On the console this command shows the code:',
    code: 'Set-up code',
    newPassword: 'New password',
    weakPassword: 'This password is too simple; use at least 10 characters that are not all alike',
    wrongPassword: 'This is not the password; please type it again',
    wrongCode: 'This is not the set-up code; please check it and type it again',
    signOut: 'Sign out',
    setUpBefore: 'A password was set before; enter with it',
    setUpAnew: 'The password was forgotten; set one anew with the new set-up code',
  },
};
