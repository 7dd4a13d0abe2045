/** What is said of the room's air. */
export interface AirTexts {
  title: string;
  hint: string;
  missing: string;
  co2: string;
}

export const airTexts: Record<'zh' | 'en', AirTexts> = {
  zh: {
    title: '教室空气',
    hint: '曲线是每分钟的平均值；没有另外说明的数值是整节课的中位数',
    missing: '传感器没有数据',
    co2: '二氧化碳 ppm',
  },
  en: {
    title: 'Air',
    hint: 'The curve shows minute means; numbers are medians over the lesson unless they say otherwise',
    missing: 'no sensor data',
    co2: 'CO2, ppm',
  },
};
