import type { ErrorArea } from './error-entry.ts';

export const memoryErrors = {
  'memory/damaged': {
    title: { en: 'The memory file was damaged', zh: '记忆文件已损坏' },
    explanation: {
      en: '{path} could not be read. It was kept as {keptAs}, and an empty memory was begun.',
      zh: '无法读取 {path}。它已保留为 {keptAs}，并开始了一份空的记忆。',
    },
    nextStep: {
      en: 'Put a copy from a backup in its place, or go on with the empty one. Nothing was deleted.',
      zh: '请用备份替换它，或继续使用空的记忆。没有删除任何内容。',
    },
  },
  'memory/newer-version': {
    title: { en: 'The memory is from a newer version', zh: '记忆来自更新的版本' },
    explanation: {
      en: '{where} was written by a newer Cambrian (format {found}; this one knows up to {known}). It was left as it is.',
      zh: '{where} 由更新版本的 Cambrian 写入（格式 {found}，此版本最高支持 {known}）。内容未做任何改动。',
    },
    nextStep: {
      en: 'Update Cambrian, or choose another place for the memory.',
      zh: '请更新 Cambrian，或为记忆选择其他位置。',
    },
  },
  'memory/cannot-open': {
    title: { en: 'The memory cannot be opened', zh: '无法打开记忆' },
    explanation: { en: '{where}: {reason}', zh: '{where}：{reason}' },
    nextStep: {
      en: 'Check that the folder exists and that this account may write in it, then try again.',
      zh: '请检查文件夹是否存在、当前账户是否有写入权限，然后重试。',
    },
  },
  'memory/read-only': {
    title: { en: 'The memory cannot be written', zh: '无法写入记忆' },
    explanation: {
      en: '{where} is read-only for this account. Nothing was changed.',
      zh: '当前账户对 {where} 只有读取权限。没有做任何改动。',
    },
    nextStep: {
      en: 'Give this account the right to write there, then try again.',
      zh: '请授予当前账户写入权限，然后重试。',
    },
  },
  'memory/disk-full': {
    title: { en: 'No room for the memory', zh: '记忆没有存储空间了' },
    explanation: {
      en: 'The disk of {where} is full. What was remembered before is still there.',
      zh: '{where} 所在的磁盘已满。之前记住的内容仍然保留。',
    },
    nextStep: { en: 'Free some space, then try again.', zh: '请释放一些空间，然后重试。' },
  },
  'memory/busy': {
    title: { en: 'The memory is in use', zh: '记忆正被占用' },
    explanation: {
      en: 'Another program held {where} for longer than {seconds} s.',
      zh: '另一个程序占用 {where} 超过 {seconds} 秒。',
    },
    nextStep: {
      en: 'Close what else works with this memory, for instance a command line that serves it, then try again.',
      zh: '请关闭其他正在使用此记忆的程序（例如正在提供服务的命令行），然后重试。',
    },
  },
  'memory/server-unreachable': {
    title: { en: 'The memory server does not answer', zh: '记忆服务器没有响应' },
    explanation: { en: '{where}: {reason}', zh: '{where}：{reason}' },
    nextStep: {
      en: 'Check the address and the network, or go back to the file on this computer.',
      zh: '请检查地址和网络，或改回使用本机文件。',
    },
  },
  'memory/server-refused': {
    title: { en: 'The memory server refuses the token', zh: '记忆服务器拒绝了令牌' },
    explanation: {
      en: '{where} answered with status {status}.',
      zh: '{where} 返回了状态码 {status}。',
    },
    nextStep: {
      en: 'Set the place of the memory again, with a token that is valid.',
      zh: '请使用有效的令牌重新设置记忆的位置。',
    },
  },
  'memory/server-unreadable': {
    title: { en: 'This is not a memory server', zh: '这不是记忆服务器' },
    explanation: {
      en: '{where} answered with something that libSQL does not say: {reason}',
      zh: '{where} 的回答不符合 libSQL 协议：{reason}',
    },
    nextStep: { en: 'Check the address of the server.', zh: '请检查服务器地址。' },
  },
  'memory/bad-address': {
    title: { en: 'This address cannot hold a memory', zh: '此地址不能存放记忆' },
    explanation: {
      en: 'A server is named by libsql:, https:, http:, wss: or ws:, without a name or password in it.',
      zh: '服务器地址须以 libsql:、https:、http:、wss: 或 ws: 开头，且不含用户名或密码。',
    },
    nextStep: {
      en: 'Enter the address of the server, and its token in the field below.',
      zh: '请输入服务器地址，并在下方填写令牌。',
    },
  },
  'memory/no-key-store': {
    title: { en: 'The token cannot be kept', zh: '无法保存令牌' },
    explanation: {
      en: 'This computer offers no safe place for keys.',
      zh: '这台计算机没有可以安全保存密钥的地方。',
    },
    nextStep: {
      en: 'Use a server that needs no token, or the file on this computer.',
      zh: '请使用不需要令牌的服务器，或使用本机文件。',
    },
  },
  'memory/no-such-entry': {
    title: { en: 'This memory is gone', zh: '这条记忆已不存在' },
    explanation: {
      en: 'It was erased or replaced in the meantime.',
      zh: '它在此期间已被删除或替换。',
    },
    nextStep: { en: 'Look at the list again.', zh: '请重新查看列表。' },
  },
  'memory/bad-date': {
    title: { en: 'There is no such day', zh: '没有这一天' },
    explanation: {
      en: 'A day is written as 05-03, or with its year as 2019-05-03. This is {date}.',
      zh: '日期写作 05-03，或带年份写作 2019-05-03。现在的内容是 {date}。',
    },
    nextStep: { en: 'Correct the day.', zh: '请修改日期。' },
  },
  'memory/keeps-nothing': {
    title: { en: 'This persona keeps no memories', zh: '此角色不保留记忆' },
    explanation: {
      en: 'What it keeps is set to “nothing”, so there is nowhere to put this.',
      zh: '它的记忆设置为“不保留”，因此无法存入。',
    },
    nextStep: {
      en: 'Open the persona and allow it to keep facts.',
      zh: '请打开角色设置，允许它保留事实。',
    },
  },
  'memory/faces-not-allowed': {
    title: { en: 'This persona may not keep faces', zh: '此角色不能保存人脸' },
    explanation: {
      en: 'A face is stored only where the persona allows it and the person said yes.',
      zh: '只有在角色允许且本人同意时，才会保存人脸。',
    },
    nextStep: {
      en: 'Allow faces in the persona’s memory, and ask the person.',
      zh: '请在角色的记忆设置中允许人脸，并征得本人同意。',
    },
  },
  'memory/bad-face': {
    title: { en: 'This is not a face', zh: '这不是有效的人脸数据' },
    explanation: {
      en: 'The description of the face has no numbers, or some that are not finite.',
      zh: '人脸描述中没有数字，或包含无效数字。',
    },
    nextStep: { en: 'Look at the face once more, in better light.', zh: '请在更好的光线下重新识别。' },
  },
} as const satisfies ErrorArea;
