import type { ErrorArea } from './error-entry.ts';

/** What can go wrong between a profile and its bundle, beside the findings about the profile itself. */
export const buildErrors = {
  'build/has-errors': {
    title: { en: 'The profile has errors', zh: '配置中存在错误' },
    explanation: {
      en: 'Nothing was sent to the board, because {count} problems must be solved first. The first: {first}',
      zh: '未向开发板发送任何内容，需先解决 {count} 个问题。首个问题：{first}',
    },
    nextStep: {
      en: 'Open the Problems tab; many entries offer a quick fix.',
      zh: '请打开“问题”标签页，许多条目提供快速修复。',
    },
  },
  'build/runtime-missing': {
    title: { en: 'The device runtime is missing', zh: '缺少设备运行时' },
    explanation: {
      en: 'The Python that runs on boards was not found at {path}.',
      zh: '在 {path} 未找到在开发板上运行的 Python 代码。',
    },
    nextStep: { en: 'Install Cambrian again.', zh: '请重新安装 Cambrian。' },
  },
  'build/compiler-failed': {
    title: { en: 'The Python compiler broke off', zh: 'Python 编译器意外中止' },
    explanation: {
      en: '{name} could not be compiled for the board: {message}',
      zh: '无法为开发板编译 {name}：{message}',
    },
    nextStep: {
      en: 'Try again; if it happens again, report it with the log.',
      zh: '请重试；若再次出现，请附上日志反馈。',
    },
  },
  'build/revisions-unreadable': {
    title: { en: 'The numbers of programs cannot be read', zh: '无法读取程序编号' },
    explanation: {
      en: 'Programs are numbered in {path}, which the system did not give out: {reason}. Nothing was sent to the board.',
      zh: '程序编号保存在 {path} 中，系统未能读取：{reason}。未向开发板发送任何内容。',
    },
    nextStep: {
      en: 'Correct the permissions of the file or look after the disk, and try again.',
      zh: '请修正文件权限或检查磁盘后重试。',
    },
  },
} as const satisfies ErrorArea;
