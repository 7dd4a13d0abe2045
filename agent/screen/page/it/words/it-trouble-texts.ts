import { deviceTroubleTexts, type TroubleText } from './device-trouble-texts.ts';

/** By the codes of problems and refusals; whatever has no words here is told as it is. */
export const itTroubleTexts: Record<'zh' | 'en', Record<string, TroubleText>> = {
  zh: {
    ...deviceTroubleTexts.zh,
    SETUP_CONFIG_CHANGED: {
      what: '别人刚刚改过设置，您的改动没有保存',
      now: '请重新读取，再改一次',
    },
    SETUP_CONFIG_INVALID: { what: '有一项设置不对，没有保存', now: '请按下面的说明修改后再保存' },
    SETUP_CONFIG_INCOMPLETE: { what: '设置还不完整', now: '请先填写教室代码和至少一个来源' },
    SETUP_UNWRITABLE: { what: '没能写到磁盘上', now: '请按下面的说明处理后再保存' },
    SETUP_LESSON_GOES_ON: { what: '正在上课，或马上要上课', now: '请下课后再试' },
    SETUP_BUSY: { what: '机器正忙：可能正在分析教师上传的录像', now: '设置已保存，请稍后再试' },
    SETUP_NO_LAMP: { what: '指示灯没有亮，摄像头和麦克风不能打开', now: '请检查指示灯的连线' },
    SETUP_SENSING_OFF: { what: '感知已关闭，摄像头和麦克风不能打开', now: '请先在教室屏幕上打开感知' },
    SETUP_SOURCE_UNKNOWN: { what: '这个来源还没有地址', now: '请先填写地址并保存' },
    SETUP_SOURCE_FAILED: { what: '没能从画面中得到结果', now: '请打开预览看一看画面' },
    SETUP_SEARCH_FAILED: {
      what: '网络上的摄像头没有应答',
      now: '请检查网线、用户名和密码，并确认摄像头已开启 ONVIF',
    },
    SETUP_PREVIEW_CLOSED: { what: '预览已关闭', now: '请重新打开' },
    SETUP_NOT_CONFIRMED: { what: '数目不对，没有删除', now: '请重新查看列表' },
    SETUP_NOT_SET_UP: { what: '教室还没有设置好', now: '请先完成教室代码和来源，并使设置生效' },
    SETUP_TIMETABLE_INVALID: { what: '学期的填写不对', now: '请检查开学日期、周数和时区' },
    SETUP_FILE_CHANGED: { what: '文件已改动，没有读到', now: '请重新选择文件' },
    SOURCE_REFUSED: { what: '摄像头不接受用户名或密码', now: '请核对后重新填写' },
    SOURCE_UNKNOWN: { what: '摄像头没有这路码流', now: '请检查地址中的路径' },
    SOURCE_UNREACHABLE: { what: '连不上这个地址', now: '请确认设备已通电，地址正确，网络相通' },
    SOURCE_MISSING: { what: '找不到这个设备或文件', now: '请检查是否插好，名称是否正确' },
    SOURCE_BUSY: { what: '别的程序正在使用这个设备', now: '请先关闭那个程序' },
    SOURCE_FORBIDDEN: { what: '没有权限打开这个设备', now: '请把程序的用户加入 video 和 audio 组' },
    SOURCE_SILENT: { what: '没有收到画面或声音', now: '请检查网线和设备' },
    MEDIA_LACKS_STREAM: { what: '这个地址没有画面或声音', now: '请确认它是摄像头（或麦克风）' },
    ROOM_NOT_SET_UP: { what: '教室还没有设置好，不会记录', now: '请完成“安装”里的步骤，并使设置生效' },
    AGENT_SAFE_MODE: {
      what: '程序反复出错，已进入安全模式，不会记录',
      now: '请查看日志（journalctl -u lectern），处理后在“安装”里使设置重新生效',
    },
    CONFIG_INVALID: { what: '配置文件有误，正用上一份有效的配置', now: '请在“安装”里改正，或用编辑器修改配置文件' },
    CREDENTIALS_MISSING: { what: '有摄像头没有密码，暂时没有用它', now: '请在“摄像头与麦克风”里填写' },
    TIMETABLE_INVALID: { what: '课表不能用', now: '请在“课表”里重新导入' },
    STORE_SALVAGED: {
      what: '数据库曾经损坏，能读出的已经救回',
      now: '请检查磁盘（smartctl）；损坏的副本留在数据目录里，到期删除',
    },
    STORE_UNUSABLE: { what: '数据目录不能用，现在只保存在内存里', now: '请检查磁盘和目录的权限，然后重新启动程序' },
    STORE_SICK: { what: '磁盘暂时写不进去', now: '请检查磁盘空间；恢复后会自动补写' },
    HUB_FILES: { what: '连接平台用的证书文件不能用', now: '请检查 hub.certificate、hub.key、hub.ca 的路径和权限' },
    HUB_TLS: { what: '与平台互不信任证书', now: '请检查机器时间和 hub.ca，或请平台管理员核对本机证书' },
    HUB_PROXY: { what: '代理服务器不通', now: '请检查 hub.proxy 和它的账号' },
    HUB_REFUSED: { what: '平台没有接纳这间教室', now: '请平台管理员登记这间教室，或核对它的证书' },
    HUB_TOPIC_REFUSED: { what: '平台不许这间教室收发某些内容', now: '请平台管理员检查权限规则' },
    MODELS_ROLLED_BACK: {
      what: '新模型在这台机器上出错，已换回上一代',
      now: '课堂照常记录；请把原因告诉模型的提供方，查看：lectern models list',
    },
    MODELS_NOT_UPDATED: { what: '模型没有更新成，继续用现有的', now: '请按提示检查网络、磁盘或公钥（models.keys）' },
    ENROL_CODE: { what: '注册码不对：有字符输错、漏输或位置互换', now: '请与注册单核对后重新输入，或扫描二维码' },
    ENROL_CODE_REFUSED: {
      what: '服务器不接受这个注册码',
      now: '可能已用过、已过期，或属于别的教室：请向区里要新的注册码',
    },
    ENROL_WRONG_AUTHORITY: {
      what: '应答的不是本区的服务器，没有发送任何秘密',
      now: '请核对服务器地址；若学校网络会解密 HTTPS，请网络管理员放行这个地址',
    },
    ENROL_SERVER: { what: '注册服务器不能用', now: '请核对地址（印在注册单上），或联系区平台管理员' },
    ENROL_UNREACHABLE: { what: '连不上注册服务器', now: '请检查网络；恢复后会自动继续' },
    ENROL_WAITS: { what: '正在等待：区里要批准这间教室，或服务器忙', now: '会自动继续，不用再输入' },
    ENROL_WRONG_CERTIFICATE: { what: '服务器发来的证书不能用', now: '请联系区平台管理员' },
    ENROL_REVOKED: { what: '这间教室的证书已被区里吊销', now: '请联系区平台管理员，用新的注册码重新注册' },
    ENROL_EXPIRED: { what: '这间教室的证书已过期', now: '若不能自动更新，请用新的注册码在“安装 → 平台”重新注册' },
    ENROL_EXPIRING: { what: '这间教室的证书快到期，还没能更新', now: '请让网络放行注册服务器，或联系区平台管理员' },
    ENROL_ROOM: { what: '注册码或证书与这间教室的代码不符', now: '请核对“教室”一步中的代码' },
    ENROL_FAILED: { what: '教室证书没能办好', now: '请按下面的说明处理；会自动再试' },
    ENROL_FOLDER: { what: '证书没能写到磁盘上', now: '请检查磁盘空间和数据目录的权限' },
    ENROL_BUSY: { what: '这间教室正在注册', now: '请稍候' },
    ENROL_KEY: { what: '教室的密钥打不开', now: '可能换了机器或清除了 TPM：请用新的注册码重新注册' },
    ENROL_FILE: { what: '注册文件不能用', now: '请重新插入 U 盘，或请区里重新生成文件' },
    CLOCK_UNKNOWN: { what: '机器的时间不对，不会按课表记录', now: '请检查校时（timedatectl）和主板电池' },
    REPORT_WAITS: { what: '有一份报告还没有存下', now: '请检查磁盘空间；程序会一直重试' },
    SCREEN_NETWORK_UNSERVED: { what: '页面没有对学校网络开放', now: '请检查配置里的网络端口和证书' },
    SENSOR_STUDENT_CAMERA: { what: '学生摄像头的分析程序反复出错', now: '请把日志或技术支持包发给技术支持' },
    SENSOR_TEACHER_CAMERA: { what: '教师摄像头的分析程序反复出错', now: '请把日志或技术支持包发给技术支持' },
    SENSOR_MICROPHONE: { what: '麦克风的分析程序反复出错', now: '请把日志或技术支持包发给技术支持' },
  },
  en: {
    ...deviceTroubleTexts.en,
    SETUP_CONFIG_CHANGED: {
      what: 'Somebody else has just changed the settings; yours were not saved',
      now: 'Read them again, then make your change',
    },
    SETUP_CONFIG_INVALID: {
      what: 'One setting is not right; nothing was saved',
      now: 'Mend it as said below, then save',
    },
    SETUP_CONFIG_INCOMPLETE: {
      what: 'The settings are not complete',
      now: 'Give the room’s codes and at least one source first',
    },
    SETUP_UNWRITABLE: { what: 'The disk did not take it', now: 'Do as said below, then save again' },
    SETUP_LESSON_GOES_ON: { what: 'A lesson goes on, or is about to begin', now: 'Try again after it' },
    SETUP_BUSY: {
      what: 'The machine is busy, perhaps with a recording that a teacher brought',
      now: 'Try again later',
    },
    SETUP_NO_LAMP: {
      what: 'No lamp shows that the room is sensed, so cameras and microphone stay closed',
      now: 'Check the lamp and its cable',
    },
    SETUP_SENSING_OFF: {
      what: 'Sensing is off: cameras and microphones cannot be opened',
      now: 'Turn sensing on at the classroom screen first',
    },
    SETUP_SOURCE_UNKNOWN: { what: 'This source has no address yet', now: 'Give its address and save' },
    SETUP_SOURCE_FAILED: {
      what: 'Nothing could be told from the pictures',
      now: 'Open the preview and look at them',
    },
    SETUP_SEARCH_FAILED: {
      what: 'The cameras of the network did not answer',
      now: 'Check cable, user and password, and that ONVIF is on in the camera',
    },
    SETUP_PREVIEW_CLOSED: { what: 'The preview is closed', now: 'Open it again' },
    SETUP_NOT_CONFIRMED: { what: 'The number is not right; nothing was deleted', now: 'Look at the list again' },
    SETUP_NOT_SET_UP: {
      what: 'The room is not set up yet',
      now: 'Give its codes and a source, and put the settings into effect',
    },
    SETUP_TIMETABLE_INVALID: {
      what: 'The term is not right',
      now: 'Check its first day, the weeks and the time zone',
    },
    SETUP_FILE_CHANGED: { what: 'The file has changed and was not read', now: 'Choose it again' },
    SOURCE_REFUSED: { what: 'The camera refuses user or password', now: 'Check them and give them again' },
    SOURCE_UNKNOWN: { what: 'The camera has no such stream', now: 'Check the path of the address' },
    SOURCE_UNREACHABLE: {
      what: 'Nothing answers at this address',
      now: 'Check that the device has power, the address is right and the network reaches it',
    },
    SOURCE_MISSING: { what: 'There is no such device or file', now: 'Check that it is plugged in, and its name' },
    SOURCE_BUSY: { what: 'Another program uses this device', now: 'Close that program first' },
    SOURCE_FORBIDDEN: {
      what: 'The agent may not open this device',
      now: 'Add its user to the groups video and audio',
    },
    SOURCE_SILENT: { what: 'No picture and no sound came', now: 'Check cable and device' },
    MEDIA_LACKS_STREAM: {
      what: 'There is no picture or sound at this address',
      now: 'Check that it is a camera (or a microphone)',
    },
    ROOM_NOT_SET_UP: {
      what: 'The room is not set up yet; nothing is recorded',
      now: 'Take the steps under “Set-up” and put the settings into effect',
    },
    AGENT_SAFE_MODE: {
      what: 'The agent failed again and again and is in safe mode; nothing is recorded',
      now: 'Read the log (journalctl -u lectern), mend what it names, then put the settings into effect under “Set-up”',
    },
    CONFIG_INVALID: {
      what: 'The configuration is wrong; the last good one is used',
      now: 'Mend it under “Set-up”, or the file with an editor',
    },
    CREDENTIALS_MISSING: {
      what: 'A camera has no password and is not used',
      now: 'Give it under “Cameras and microphone”',
    },
    TIMETABLE_INVALID: { what: 'The timetable cannot be used', now: 'Import it again under “Timetable”' },
    STORE_SALVAGED: {
      what: 'The database was damaged; what could be read of it was saved',
      now: 'Check the disk (smartctl); the damaged copy stays in the data folder until its time is over',
    },
    STORE_UNUSABLE: {
      what: 'The data folder cannot be used; everything is in memory only',
      now: 'Check the disk and the folder’s owner, then restart the agent',
    },
    STORE_SICK: {
      what: 'The disk takes nothing just now',
      now: 'Check its space; what waits is written when it can be',
    },
    HUB_FILES: {
      what: 'The certificates for the hub cannot be used',
      now: 'Check paths and owner of hub.certificate, hub.key and hub.ca',
    },
    HUB_TLS: {
      what: 'The hub and this room do not trust each other',
      now: 'Check the clock and hub.ca, or have the hub check this room’s certificate',
    },
    HUB_PROXY: { what: 'The proxy on the way to the hub fails', now: 'Check hub.proxy and its login' },
    HUB_REFUSED: {
      what: 'The hub does not let this room in',
      now: 'Have its administrator register the room, or check its certificate',
    },
    HUB_TOPIC_REFUSED: {
      what: 'The hub does not let this room hear or tell something',
      now: 'Have its administrator check the access rules',
    },
    MODELS_ROLLED_BACK: {
      what: 'New models failed on this machine; those before are used again',
      now: 'Lessons go on; tell whom the models came from, with what this says: lectern models list',
    },
    MODELS_NOT_UPDATED: {
      what: 'The models could not be updated; those before are used',
      now: 'Check network, disk or keys (models.keys) as it says',
    },
    ENROL_CODE: {
      what: 'The claim code is mistyped: a character is wrong or missing, or two have changed places',
      now: 'Compare it with the sheet and type it again, or scan the QR code',
    },
    ENROL_CODE_REFUSED: {
      what: 'The server does not take this claim code',
      now: 'It may be used, too old or another room’s: ask the region for a new one',
    },
    ENROL_WRONG_AUTHORITY: {
      what: 'Whoever answers is not the region’s server; nothing secret was sent',
      now: 'Check the address; if the school’s network looks into HTTPS, have it let this address through',
    },
    ENROL_SERVER: {
      what: 'The server for enrolling cannot be used',
      now: 'Check its address, which stands on the sheet, or ask the region’s administrator',
    },
    ENROL_UNREACHABLE: {
      what: 'The server for enrolling cannot be reached',
      now: 'Check the network; it goes on by itself once it can',
    },
    ENROL_WAITS: {
      what: 'It waits: the region has to approve this room, or the server is busy',
      now: 'It goes on by itself; nothing need be typed again',
    },
    ENROL_WRONG_CERTIFICATE: {
      what: 'The certificate that came cannot be used',
      now: 'Tell the region’s administrator',
    },
    ENROL_REVOKED: {
      what: 'The region has taken this room’s certificate back',
      now: 'Ask its administrator, and enrol again with a new claim code',
    },
    ENROL_EXPIRED: {
      what: 'This room’s certificate has run out',
      now: 'If it is not renewed by itself, enrol again with a new claim code under “Set-up → Hub”',
    },
    ENROL_EXPIRING: {
      what: 'This room’s certificate runs out soon and could not be renewed',
      now: 'Have the network let the server for enrolling through, or ask the region’s administrator',
    },
    ENROL_ROOM: {
      what: 'Claim code or certificate is not for the room that this is set up as',
      now: 'Check the codes in the step “Room”',
    },
    ENROL_FAILED: {
      what: 'The room has not got its certificate',
      now: 'Do as said below; it is tried again by itself',
    },
    ENROL_FOLDER: {
      what: 'The disk did not take the certificate',
      now: 'Check its space and who owns the data folder',
    },
    ENROL_BUSY: { what: 'This room is just being enrolled', now: 'Wait a moment' },
    ENROL_KEY: {
      what: 'The room’s key cannot be opened',
      now: 'Another machine, or its TPM was cleared: enrol again with a new claim code',
    },
    ENROL_FILE: {
      what: 'The file with the claim codes cannot be used',
      now: 'Plug the stick in again, or have the region make the file anew',
    },
    CLOCK_UNKNOWN: {
      what: 'The machine’s clock cannot be right; the timetable is not followed',
      now: 'Check the time server (timedatectl) and the battery',
    },
    REPORT_WAITS: { what: 'A report is not kept yet', now: 'Check the disk’s space; it is tried again and again' },
    SCREEN_NETWORK_UNSERVED: {
      what: 'The pages are not served to the school’s network',
      now: 'Check port and certificate in the configuration',
    },
    SENSOR_STUDENT_CAMERA: {
      what: 'What watches the student camera fails again and again',
      now: 'Send support the bundle',
    },
    SENSOR_TEACHER_CAMERA: {
      what: 'What watches the teacher camera fails again and again',
      now: 'Send support the bundle',
    },
    SENSOR_MICROPHONE: { what: 'What hears the microphone fails again and again', now: 'Send support the bundle' },
  },
};
