import type { DoctorFinding } from '../../contract/services/doctor-service.ts';

const well = (check: DoctorFinding['check'], en: string, zh: string): DoctorFinding => ({
  check,
  state: 'well',
  title: { en, zh },
  text: { en: 'Nothing unusual was seen.', zh: '未见异常。' },
  remedy: null,
});

/** What the doctor says of a kit of the bench. */
export function benchFindings(kitId: string | null): readonly DoctorFinding[] {
  const attached = well('attached', 'Attached', '已接入');
  if (kitId === 'serial:/dev/ttyUSB1') {
    return [
      attached,
      {
        check: 'permission',
        state: 'problem',
        title: { en: 'No permission', zh: '没有权限' },
        text: {
          en: '/dev/ttyUSB1 belongs to the group dialout, and your account is not in it.',
          zh: '/dev/ttyUSB1 属于 dialout 组，而您的账户不在其中。',
        },
        remedy: {
          text: {
            en: 'Run this once, then sign out and in again:',
            zh: '运行一次以下命令，然后注销并重新登录：',
          },
          commands: ['sudo usermod -aG dialout $USER'],
          action: 'examine-again',
        },
      },
      {
        check: 'brltty',
        state: 'well',
        title: { en: 'brltty', zh: 'brltty' },
        text: {
          en: 'It may take such adapters; it is not running here.',
          zh: '它可能占用此类适配器；此处未运行。',
        },
        remedy: null,
      },
    ];
  }
  if (kitId === 'serial:/dev/ttyUSB0') {
    return [
      attached,
      well('permission', 'Permission', '权限'),
      {
        check: 'micropython',
        state: 'problem',
        title: { en: 'No MicroPython', zh: '没有 MicroPython' },
        text: { en: 'The board answers with its factory firmware.', zh: '开发板以出厂固件应答。' },
        remedy: {
          text: { en: 'Flash MicroPython onto it.', zh: '请为它烧录 MicroPython。' },
          commands: [],
          action: 'flash',
        },
      },
    ];
  }
  return [attached, well('permission', 'Permission', '权限'), well('answers', 'It answers', '有应答')];
}
