import type { CalibrationFault } from '../../../../lesson/camera-calibration.ts';

export type ZoneName = 'podium' | 'board' | 'aisle';

export interface PlanTexts {
  title: string;
  hint: string;
  begin: string;
  size: string;
  width: string;
  depth: string;
  board: string;
  boardLeft: string;
  boardRight: string;
  boardLow: string;
  boardHigh: string;
  podium: string;
  front: string;
  frontHint: string;
  across: string;
  away: string;
  zones: string;
  zonesHint: string;
  zoneNames: Record<ZoneName, string>;
  addZone: string;
  removeZone: string;
  corner(number: number): string;
  addCorner: string;
  removeCorner: string;
  students: string;
  back: string;
  metres: string;
  cameras: string;
  camerasHint: string;
  cameraNames: Record<'student' | 'teacher', string>;
  freeze: string;
  noPicture: string;
  noCamera: string;
  addPoint: string;
  addHint: string;
  removePoint: string;
  point(number: number): string;
  inPicture: string;
  onFloor: string;
  few(count: number): string;
  /** Saved but for the spots of these cameras. */
  leftOut(cameras: string): string;
  fits(pixels: string, height: string): string;
  faults: Record<CalibrationFault, string>;
  posed: string;
  calibrateInstead: string;
  removeCalibration: string;
  removePlan: string;
}

export const planTexts: Record<'zh' | 'en', PlanTexts> = {
  zh: {
    title: '平面图',
    hint: '拖动圆点，或选中后用方向键移动（每次 5 厘米，按住 Shift 为 50 厘米）；也可以直接填数。',
    begin: '开始画平面图',
    size: '教室',
    width: '宽（沿黑板）',
    depth: '深（黑板到后墙）',
    board: '黑板',
    boardLeft: '左端',
    boardRight: '右端',
    boardLow: '下沿高',
    boardHigh: '上沿高',
    podium: '讲台',
    front: '前区深度',
    frontHint: '离黑板比这更近的是前区（讲台、黑板），再往后是课桌和过道',
    across: '横向（面对学生时，右为正）',
    away: '离黑板',
    zones: '区域',
    zonesHint: '讲台或过道的形状特别时才需要画。',
    zoneNames: { podium: '讲台区', board: '黑板区', aisle: '过道' },
    addZone: '画',
    removeZone: '去掉',
    corner: (number) => `角 ${number}`,
    addCorner: '加一个角',
    removeCorner: '去掉这个角',
    students: '学生',
    back: '后墙',
    metres: '米',
    cameras: '摄像头看到的位置',
    camerasHint: '在画面上和平面图上各点出同一个地面位置，至少 4 处，散开一些（例如课桌的脚、讲台的角）。',
    cameraNames: { student: '学生摄像头', teacher: '教师摄像头' },
    freeze: '取一张画面',
    noPicture: '还没有画面。打开预览取一张，只用来点位置，不保存。',
    noCamera: '这个摄像头还没有设置，可以先跳过。',
    addPoint: '加一个位置',
    addHint: '先在画面上点一下，再把平面图上的同号圆点拖到对应的地面位置。',
    removePoint: '去掉',
    point: (number) => `位置 ${number}`,
    inPicture: '画面（像素）',
    onFloor: '地面（米）',
    leftOut: (cameras) => `平面图已保存，但没有保存这些摄像头的标定：${cameras}。至少要有 4 个对得上的位置。`,
    few: (count) => `还需要 ${count} 个位置`,
    fits: (pixels, height) =>
      `吻合：平均相差 ${pixels} 像素；算出摄像头高 ${height} 米。绿色网格应贴在地面上，每格 1 米。`,
    faults: {
      line: '这些位置在一条线上或挤在一起：请在摄像头看得到的地面上散开',
      'under-floor': '算出的摄像头在地面以下：请检查有没有两个位置弄反了',
      misfit: '这些位置不是同一个摄像头能看到的样子：请检查每个圆点是否对应同一个地面位置',
    },
    posed: '这个摄像头在配置文件里给出了安装位置。',
    calibrateInstead: '改为点位置',
    removeCalibration: '去掉全部位置',
    removePlan: '去掉平面图',
  },
  en: {
    title: 'Plan',
    hint: 'Drag the dots, or select one and use the arrow keys (5 cm a step, with Shift 50 cm); or type the numbers. Right is as whoever faces the class sees it.',
    begin: 'Begin the plan',
    size: 'Room',
    width: 'Width (along the board)',
    depth: 'Depth (board to back wall)',
    board: 'Board',
    boardLeft: 'Left end',
    boardRight: 'Right end',
    boardLow: 'Lower edge',
    boardHigh: 'Upper edge',
    podium: 'Podium',
    front: 'Depth of the front',
    frontHint: 'Nearer to the board than this is the front (podium, board); beyond it are desks and aisles',
    across: 'Across (right is +)',
    away: 'From board',
    zones: 'Zones',
    zonesHint: 'Only needed where podium or aisles have a shape of their own.',
    zoneNames: { podium: 'Podium', board: 'Board', aisle: 'Aisle' },
    addZone: 'Draw',
    removeZone: 'Remove',
    corner: (number) => `corner ${number}`,
    addCorner: 'Add a corner',
    removeCorner: 'Remove this corner',
    students: 'students',
    back: 'back wall',
    metres: 'm',
    cameras: 'What the cameras see',
    camerasHint:
      'Mark the same spot of the floor in the picture and on the plan, at least four of them, well spread (feet of desks, corners of the podium).',
    cameraNames: { student: 'Student camera', teacher: 'Teacher camera' },
    freeze: 'Take a picture',
    noPicture: 'No picture yet. Open the preview and take one; it only serves to mark spots and is not kept.',
    noCamera: 'This camera is not set up yet; you can skip it.',
    addPoint: 'Add a spot',
    addHint: 'Touch the spot in the picture, then drag the dot of the same number on the plan to where it is.',
    removePoint: 'Remove',
    point: (number) => `Spot ${number}`,
    inPicture: 'Picture (px)',
    onFloor: 'Floor (m)',
    leftOut: (cameras) => `The plan is saved, but without the spots of: ${cameras}. At least four that fit are needed.`,
    few: (count) => `${count} more ${count === 1 ? 'spot' : 'spots'} needed`,
    fits: (pixels, height) =>
      `It fits: ${pixels} px off on average; the camera hangs ${height} m high. The green grid should lie on the floor, 1 m a field.`,
    faults: {
      line: 'The spots lie on a line or too close together: spread them over the floor that the camera sees',
      'under-floor': 'They put the camera under the floor: check whether two of them are swapped',
      misfit: 'No one camera sees them so: check that each dot is the same spot in picture and plan',
    },
    posed: 'The configuration gives this camera’s position.',
    calibrateInstead: 'Mark spots instead',
    removeCalibration: 'Remove all spots',
    removePlan: 'Remove the plan',
  },
};
