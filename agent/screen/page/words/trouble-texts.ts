/** Why a source gives nothing, and what anybody could do about it. */
export interface TroubleText {
  why: string;
  remedy: string;
}

/** The codes an agent gives; of one that is newer than the page, the agent's own message is shown. */
export type SourceTrouble =
  | 'SOURCE_REFUSED'
  | 'SOURCE_UNKNOWN'
  | 'SOURCE_UNREACHABLE'
  | 'SOURCE_MISSING'
  | 'SOURCE_BUSY'
  | 'SOURCE_FORBIDDEN'
  | 'SOURCE_SILENT'
  | 'SOURCE_STALLED'
  | 'SOURCE_GARBLED'
  | 'SOURCE_ENDED'
  | 'SOURCE_LOST'
  | 'MEDIA_LOST'
  | 'MEDIA_NOT_FOUND'
  | 'MEDIA_UNREADABLE'
  | 'MEDIA_LACKS_STREAM'
  | 'MEDIA_EMPTY'
  | 'MEDIA_TRUNCATED'
  | 'MEDIA_TOOL_MISSING';

export type RoomTrouble =
  | 'CONFIG_INVALID'
  | 'TIMETABLE_INVALID'
  | 'RULES_UNREADABLE'
  | 'STORE_SICK'
  | 'STORE_SALVAGED'
  | 'STORE_UNUSABLE'
  | 'SCREEN_PORT_TAKEN'
  | 'SCREEN_UNSERVED'
  | 'SCREEN_NETWORK_UNSERVED'
  | 'CREDENTIALS_MISSING'
  | 'RETENTION'
  | 'REPORT_WAITS'
  | 'CLOCK_UNKNOWN'
  | 'MODELS_ROLLED_BACK'
  | 'MODELS_NOT_UPDATED'
  | 'LAMP_MISSING'
  | 'DEVICES_DOWN'
  | 'DEVICE_PASSWORD_MISSING'
  | 'DEVICE_ENVIRONMENT'
  | 'DEVICE_PTZ'
  | 'DEVICE_PANEL'
  | 'DEVICE_BOARD'
  | HubTrouble
  | 'ROOM_FAULT'
  | 'SENSOR_STUDENT_CAMERA'
  | 'SENSOR_TEACHER_CAMERA'
  | 'SENSOR_MICROPHONE';

export type HubTrouble = 'HUB_FILES' | 'HUB_TLS' | 'HUB_PROXY' | 'HUB_REFUSED' | 'HUB_TOPIC_REFUSED';

export interface TroubleTexts {
  sources: Record<SourceTrouble, TroubleText>;
  room: Record<RoomTrouble, string>;
}

const zhLost = { why: '连接断开，正在重新打开', remedy: '一般会自己恢复；没有恢复时，请检查电源和网线' };
const enLost = {
  why: 'the connection broke; it is opened again',
  remedy: 'it usually comes back by itself; if not, check power and cable',
};

export const troubleTexts: Record<'zh' | 'en', TroubleTexts> = {
  zh: {
    sources: {
      SOURCE_REFUSED: { why: '设备没有接受设置里的用户名和密码', remedy: '请核对用户名和密码' },
      SOURCE_UNKNOWN: { why: '设备上没有这个码流', remedy: '请核对设置里的码流地址' },
      SOURCE_UNREACHABLE: { why: '在网络上连不到设备', remedy: '请看设备是否通电、网线是否插好' },
      SOURCE_MISSING: { why: '设备没有接在这台机器上', remedy: '请插好设备的连接线' },
      SOURCE_BUSY: { why: '设备正被另一个程序使用', remedy: '请关闭使用它的程序' },
      SOURCE_FORBIDDEN: { why: '本机程序没有使用设备的权限', remedy: '请把运行用户加入 video 和 audio 组' },
      SOURCE_SILENT: { why: '设备没有应答', remedy: '请检查网线和网络' },
      SOURCE_STALLED: {
        why: '没有新的画面或声音，正在重新打开',
        remedy: '一般会自己恢复；没有恢复时，请把设备断电再通电',
      },
      SOURCE_GARBLED: { why: '传来的声音或画面无法识别', remedy: '请检查设备的编码设置' },
      SOURCE_ENDED: { why: '传输结束，正在重新打开', remedy: '一般会自己恢复' },
      SOURCE_LOST: zhLost,
      MEDIA_LOST: zhLost,
      MEDIA_NOT_FOUND: { why: '找不到文件', remedy: '请核对设置里的文件位置' },
      MEDIA_UNREADABLE: { why: '文件无法读取', remedy: '请检查文件和它的权限' },
      MEDIA_LACKS_STREAM: { why: '里面没有需要的画面或声音', remedy: '请确认接的是摄像头或麦克风' },
      MEDIA_EMPTY: { why: '文件是空的', remedy: '请重新复制文件' },
      MEDIA_TRUNCATED: { why: '文件不完整', remedy: '请重新复制文件' },
      MEDIA_TOOL_MISSING: { why: '这台机器上没有 ffmpeg', remedy: '请安装：sudo apt-get install ffmpeg' },
    },
    room: {
      CONFIG_INVALID: '设置文件里有一处不能用，暂时使用上一份可用的设置',
      TIMETABLE_INVALID: '课表文件不能用，暂时按原来的课表，也可以手动开始',
      RULES_UNREADABLE: '本地区的建议规则文件不能用，暂时使用自带的规则',
      STORE_SICK: '磁盘暂时写不进去，课堂记录先留在内存里',
      STORE_SALVAGED: '数据库曾经损坏，能读出的已经救回，其余的没有了',
      STORE_UNUSABLE: '数据库不能用，课堂记录只在内存里，关机后不再有',
      SCREEN_PORT_TAKEN: '屏幕的端口被另一个程序占用',
      SCREEN_UNSERVED: '屏幕页面暂时打不开，正在重试',
      SCREEN_NETWORK_UNSERVED: '学校网络里暂时打不开这个屏幕',
      CREDENTIALS_MISSING: '有设备缺少用户名和密码，暂时不用它',
      RETENTION: '到期的数据没能删除，会再试',
      REPORT_WAITS: '有一份报告还没有存好，正在再试',
      HUB_FILES: '连接平台用的证书文件不能用；课堂照常记录，小结等连上后再发',
      HUB_TLS: '与平台互不信任证书；课堂照常记录，小结等连上后再发',
      HUB_PROXY: '代理服务器不通；课堂照常记录，小结等连上后再发',
      HUB_REFUSED: '平台没有接纳这间教室；课堂照常记录，小结等连上后再发',
      HUB_TOPIC_REFUSED: '平台不许这间教室收发某些内容；课堂照常记录',
      MODELS_ROLLED_BACK: '新的识别模型在这台机器上不行，已换回原来的，不影响上课',
      MODELS_NOT_UPDATED: '识别模型没有更新成，继续用原来的，不影响上课',
      LAMP_MISSING: '感知指示灯没有亮，按规定不采集；请检查指示灯的连线',
      DEVICES_DOWN: '教室设备的驱动程序出错，正在重新启动，不影响上课',
      DEVICE_ENVIRONMENT: '环境传感器没有正常读数，不影响上课',
      DEVICE_PTZ: '云台摄像机不能转动，不影响上课',
      DEVICE_PASSWORD_MISSING: '大屏或投影机的密码没有设置，不影响上课',
      DEVICE_PANEL: '大屏或投影机不接受控制，不影响上课',
      DEVICE_BOARD: '按钮和指示灯没有应答；请检查连线',
      CLOCK_UNKNOWN: '本机的时间不对，暂时不按课表开始，可以手动开始',
      ROOM_FAULT: '程序遇到问题，正在再试',
      SENSOR_STUDENT_CAMERA: '学生摄像头的处理程序出错，会再试',
      SENSOR_TEACHER_CAMERA: '教师摄像头的处理程序出错，会再试',
      SENSOR_MICROPHONE: '麦克风的处理程序出错，会再试',
    },
  },
  en: {
    sources: {
      SOURCE_REFUSED: {
        why: 'the device did not accept the user and password of the settings',
        remedy: 'check user and password',
      },
      SOURCE_UNKNOWN: { why: 'the device has no such stream', remedy: 'check the stream address in the settings' },
      SOURCE_UNREACHABLE: {
        why: 'the device cannot be reached over the network',
        remedy: 'check that it has power and its cable is in',
      },
      SOURCE_MISSING: { why: 'the device is not connected to this machine', remedy: 'plug its cable in' },
      SOURCE_BUSY: { why: 'another program uses the device', remedy: 'close the program that uses it' },
      SOURCE_FORBIDDEN: {
        why: 'the agent has no permission to use the device',
        remedy: 'add its user to the groups video and audio',
      },
      SOURCE_SILENT: { why: 'the device does not answer', remedy: 'check cable and network' },
      SOURCE_STALLED: {
        why: 'no new picture or sound comes; it is opened again',
        remedy: 'it usually comes back by itself; if not, switch the device off and on',
      },
      SOURCE_GARBLED: { why: 'what it sends cannot be read', remedy: 'check the coding settings of the device' },
      SOURCE_ENDED: { why: 'the stream ended; it is opened again', remedy: 'it usually comes back by itself' },
      SOURCE_LOST: enLost,
      MEDIA_LOST: enLost,
      MEDIA_NOT_FOUND: { why: 'there is no such file', remedy: 'check the path in the settings' },
      MEDIA_UNREADABLE: { why: 'the file cannot be read', remedy: 'check the file and its permissions' },
      MEDIA_LACKS_STREAM: {
        why: 'it has not the picture or sound that is needed',
        remedy: 'check that it is a camera or a microphone',
      },
      MEDIA_EMPTY: { why: 'the file is empty', remedy: 'copy the file again' },
      MEDIA_TRUNCATED: { why: 'the file is not complete', remedy: 'copy the file again' },
      MEDIA_TOOL_MISSING: { why: 'this machine has no ffmpeg', remedy: 'install it: sudo apt-get install ffmpeg' },
    },
    room: {
      CONFIG_INVALID: 'One thing in the settings cannot be used; the last good settings are in use',
      TIMETABLE_INVALID: 'The timetable cannot be used; the one before goes on, and lessons can be started by hand',
      RULES_UNREADABLE: 'The region’s rules for findings cannot be used; the built-in ones are',
      STORE_SICK: 'The disk takes nothing at present; the lesson is kept in memory',
      STORE_SALVAGED: 'The database was damaged; what could be read of it was saved, the rest is lost',
      STORE_UNUSABLE: 'The database cannot be used; lessons are kept in memory and end with the machine',
      SCREEN_PORT_TAKEN: 'Another program has the port of the screen',
      SCREEN_UNSERVED: 'The screen cannot be served; it is tried again',
      SCREEN_NETWORK_UNSERVED: 'The screen cannot be served to the school’s network',
      CREDENTIALS_MISSING: 'A device has no user and password yet; the room is sensed without it',
      RETENTION: 'Data whose time is over could not be deleted; it is tried again',
      REPORT_WAITS: 'A report could not be kept yet; it is tried again',
      HUB_FILES: 'The certificates for the hub cannot be used; lessons go on, and are sent once it is reached',
      HUB_TLS: 'The hub and this room do not trust each other’s certificates; lessons go on, and are sent later',
      HUB_PROXY: 'The proxy on the way to the hub fails; lessons go on, and are sent later',
      HUB_REFUSED: 'The hub does not let this room in; lessons go on, and are sent later',
      HUB_TOPIC_REFUSED: 'The hub does not let this room hear or tell something; lessons go on',
      MODELS_ROLLED_BACK: 'New models did not work on this machine; those before are used again, and lessons go on',
      MODELS_NOT_UPDATED: 'The models could not be updated; those before are used, and lessons go on',
      LAMP_MISSING: 'The lamp that shows sensing is not lit, so nothing is sensed; check its cable',
      DEVICES_DOWN: "The program for the room's hardware failed and is started again; lessons go on",
      DEVICE_ENVIRONMENT: 'The environment sensors give no proper readings; lessons go on',
      DEVICE_PTZ: 'The camera that turns cannot be turned; lessons go on',
      DEVICE_PASSWORD_MISSING: 'The password of a panel or projector is not set; lessons go on',
      DEVICE_PANEL: 'The panel or projector does not take what it is told; lessons go on',
      DEVICE_BOARD: 'Button and lamp do not answer; check their cable',
      CLOCK_UNKNOWN: 'This machine’s clock cannot be right; the timetable begins no lesson, but a hand can',
      ROOM_FAULT: 'Something went wrong in the agent; it is tried again',
      SENSOR_STUDENT_CAMERA: 'The program of the student camera failed and will be tried again',
      SENSOR_TEACHER_CAMERA: 'The program of the teacher camera failed and will be tried again',
      SENSOR_MICROPHONE: 'The program of the microphone failed and will be tried again',
    },
  },
};
