/** What is wrong, and what now. */
export interface TroubleText {
  what: string;
  now: string;
}

/** What can be wrong with the room's hardware, by the codes of problems. */
export const deviceTroubleTexts: Record<'zh' | 'en', Record<string, TroubleText>> = {
  zh: {
    LAMP_MISSING: { what: '指示灯没有亮，按规定不采集', now: '请检查指示灯的连线，并运行 lectern devices' },
    DEVICES_DOWN: { what: '教室设备的驱动程序出错，正在重新启动', now: '一直不恢复时，请下载支持包' },
    DEVICE_ENVIRONMENT: { what: '环境传感器没有正常读数', now: '请检查 RS-485 连线和从站地址，并运行 lectern devices' },
    DEVICE_PTZ: { what: '云台摄像机不能转动', now: '请检查连线和 VISCA 设置，并运行 lectern devices' },
    DEVICE_PASSWORD_MISSING: { what: '没有大屏或投影机的密码', now: '请写入账号文件（secrets），再重新加载设置' },
    DEVICE_PANEL: {
      what: '大屏或投影机不接受控制，或应答看不懂',
      now: '请检查密码、型号和信号源（source）的设置，并运行 lectern devices',
    },
    DEVICE_BOARD: { what: '按钮和指示灯没有应答', now: '请检查 USB 线和固件，并运行 lectern devices' },
  },
  en: {
    LAMP_MISSING: {
      what: 'No lamp shows that the room is sensed, so nothing is sensed',
      now: 'Check the lamp and its cable; run: lectern devices',
    },
    DEVICES_DOWN: {
      what: "The program for the room's hardware failed and is started again",
      now: 'If it does not come back, download the support bundle',
    },
    DEVICE_ENVIRONMENT: {
      what: 'The environment sensors give no proper readings',
      now: 'Check the RS-485 wires and addresses; run: lectern devices',
    },
    DEVICE_PTZ: {
      what: 'The camera that turns cannot be turned',
      now: 'Check its cable and VISCA settings; run: lectern devices',
    },
    DEVICE_PANEL: {
      what: 'The panel or projector refuses what it is told, or is not understood',
      now: 'Check its password, model and source; run: lectern devices',
    },
    DEVICE_PASSWORD_MISSING: {
      what: 'There is no password of a panel or projector',
      now: 'Add it to the secrets file and take the settings over anew',
    },
    DEVICE_BOARD: {
      what: 'Button and lamp do not answer',
      now: 'Check the USB cable and the firmware; run: lectern devices',
    },
  },
};
