import { readFileSync } from 'node:fs';
import type { Config } from '../config/config.ts';
import { wayToHub } from '../config/hub-setting.ts';
import { certificateCheck, type RoomCertificate } from '../health/doctor/certificate-check.ts';
import { type Check, fail, ok, warn } from '../health/doctor/check.ts';
import { identityIn, withIdentity } from '../identity/identity-place.ts';
import type { HubStep } from '../screen/setup/controls/checks.ts';
import { tryHub } from '../setup/hub-trial.ts';
import { CREDENTIAL_STORE } from './doctor-room-checks.ts';

/** The way to the region's hub, step by step, and how long the room's certificates hold. */
export function hubChecks(config: Config, wallMs: () => number): Check[] {
  const places = { file: config.secrets, folder: process.env.CREDENTIALS_DIRECTORY ?? CREDENTIAL_STORE };
  const { hub } = config;
  const way = hub && withIdentity(wayToHub(hub, places).way, identityIn(config.store.folder));
  const { network } = config.screen;
  return [
    ...(way ? [hubCheck(way.brokers[0]!, () => tryHub(way.brokers[0]!, way))] : []),
    ...(way?.certificate !== undefined ? [certificateCheck(roomCertificate(way.certificate), wallMs)] : []),
    ...(network ? [certificateCheck(screenCertificate(network.certificate), wallMs)] : []),
  ];
}

/** @param trial goes the way */
export function hubCheck(address: string, trial: () => Promise<HubStep[]>): Check {
  return {
    id: 'hub',
    zh: '区域平台（域名、连接、TLS、MQTT）',
    en: 'the region’s hub (DNS, connection, TLS, MQTT)',
    examine: async () => {
      const steps = await trial();
      const failed = steps.find(({ state }) => state === 'failed');
      const done = steps.filter(({ state }) => state === 'done');
      const detail = `${address}: ${[...done, ...(failed ? [failed] : [])].map((step) => `${step.step} ${step.detail} (${step.tookMs} ms)`).join(' · ')}`;
      if (failed) {
        const { zh, en } = failed.remedy!;
        return fail(
          detail,
          `${zh}；在此之前课堂报告留在本机，不会丢失`,
          `${en}; until then lessons wait here and are not lost`,
        );
      }
      const advice = done.find(({ remedy }) => remedy !== null)?.remedy;
      return advice ? warn(detail, advice.zh, advice.en) : ok(detail);
    },
  };
}

const roomCertificate = (file: string): RoomCertificate => ({
  id: 'room-certificate',
  zh: '教室证书',
  en: 'the room’s certificate',
  read: () => readFileSync(file, 'utf8'),
  remedy: {
    zh: '应已自动续期：请确认能访问注册服务器（hub.enrolment）；过期后请向区域索取新的注册码：sudo lectern enrol',
    en: 'should have been renewed: see that the region’s EST server (hub.enrolment) can be reached; once it has run out, ask for a new claim code: sudo lectern enrol',
  },
});

const screenCertificate = (file: string): RoomCertificate => ({
  id: 'screen-certificate',
  zh: '页面证书',
  en: 'the page’s certificate',
  read: () => readFileSync(file, 'utf8'),
  remedy: {
    zh: `请更换证书和私钥（${file}）；程序会自动读取新的`,
    en: `replace certificate and key (${file}); the agent reads the new ones by itself`,
  },
});
