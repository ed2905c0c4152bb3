import type { ErrorArea } from './error-entry.ts';

/** What can go wrong with the keys that programs are signed with. No text of these ever holds a key. */
export const signingErrors = {
  'signing/no-key': {
    title: { en: 'This is no key for signing', zh: '这不是可用的签名密钥' },
    explanation: {
      en: 'An Ed25519 key in PEM was expected, public or private and without a password: {reason}',
      zh: '需要 PEM 格式、无密码保护的 Ed25519 公钥或私钥：{reason}',
    },
    nextStep: {
      en: 'Make one with “openssl genpkey -algorithm ed25519”, or ask your team for theirs.',
      zh: '可用“openssl genpkey -algorithm ed25519”生成，或向团队索取。',
    },
  },
  'signing/unknown-key': {
    title: { en: 'The key is not here', zh: '没有此密钥' },
    explanation: { en: 'There is no key {keyId}.', zh: '不存在密钥 {keyId}。' },
    nextStep: { en: 'Look at the list of keys again.', zh: '请重新查看密钥列表。' },
  },
  'signing/cannot-sign': {
    title: { en: 'This key can only check', zh: '此密钥只能用于验证' },
    explanation: {
      en: 'The private half of “{name}” is not on this computer.',
      zh: '“{name}”的私钥不在此计算机上。',
    },
    nextStep: {
      en: 'Import its private half, or make a new key of your own.',
      zh: '请导入其私钥，或新建自己的密钥。',
    },
  },
  'signing/is-active': {
    title: { en: 'New programs are signed with this key', zh: '此密钥正用于签名' },
    explanation: {
      en: '“{name}” is the key in use and cannot be forgotten.',
      zh: '“{name}”正在使用中，无法删除。',
    },
    nextStep: {
      en: 'Make another key the active one first.',
      zh: '请先启用另一个密钥。',
    },
  },
  'signing/not-saved': {
    title: { en: 'The keys could not be saved', zh: '无法保存密钥' },
    explanation: { en: '{path} could not be written: {reason}', zh: '无法写入 {path}：{reason}' },
    nextStep: {
      en: 'Make room on the disk or correct the permissions of the folder, and try again.',
      zh: '请释放磁盘空间或修正文件夹权限后重试。',
    },
  },
  'signing/unreadable': {
    title: { en: 'The keys cannot be read', zh: '无法读取密钥' },
    explanation: {
      en: '{path} was not given out by the system, and stays as it is: {reason}',
      zh: '系统未能读取 {path}，该文件保持原样：{reason}',
    },
    nextStep: {
      en: 'Correct the permissions of the file or look after the disk, and start the studio again.',
      zh: '请修正文件权限或检查磁盘，然后重新启动工作室。',
    },
  },
  'signing/newer': {
    title: { en: 'A newer studio keeps these keys', zh: '密钥由更新版本的工作室保存' },
    explanation: {
      en: '{path} is of a newer studio than this one, which does not change it.',
      zh: '{path} 来自比当前更新的工作室版本，当前版本不会更改它。',
    },
    nextStep: { en: 'Change keys with the newer studio.', zh: '请使用更新版本的工作室更改密钥。' },
  },
} as const satisfies ErrorArea;
