import { defineTexts } from '../../i18n/texts.ts';

/** What a diagnosis comes to, in the few words of a row; by the doctor's check. */
export const troubleTexts = defineTexts('kit-troubles', {
  en: {
    attached: 'not on the bus',
    'charge-only-cable': 'no data through this cable',
    permission: 'no permission',
    sandbox: 'kept away by the package',
    brltty: 'taken by brltty',
    'modem-manager': 'disturbed by ModemManager',
    busy: 'used by another program',
    opens: 'does not open',
    'boot-mode': 'in its boot loader',
    answers: 'does not answer',
    micropython: 'no MicroPython',
    'firmware-version': 'MicroPython too old',
    'file-system': 'file system not safe',
  },
  zh: {
    attached: '总线上没有此设备',
    'charge-only-cable': '线缆不传输数据',
    permission: '没有权限',
    sandbox: '软件包无法访问设备',
    brltty: '被 brltty 占用',
    'modem-manager': '受 ModemManager 干扰',
    busy: '被其他程序占用',
    opens: '无法打开',
    'boot-mode': '处于引导加载程序',
    answers: '没有响应',
    micropython: '没有 MicroPython',
    'firmware-version': 'MicroPython 版本过旧',
    'file-system': '文件系统不够安全',
  },
});
