import type { ErrorArea } from './error-entry.ts';

/** What can go wrong with recordings of live sessions and their replay. */
export const recordingErrors = {
  'recording/unknown': {
    title: { en: 'This recording is gone', zh: '该录制已不存在' },
    explanation: {
      en: 'There is no recording {recordingId}; it may have been deleted.',
      zh: '没有名为 {recordingId} 的录制，它可能已被删除。',
    },
    nextStep: { en: 'Choose another recording from the list.', zh: '请从列表中选择其他录制。' },
  },
  'recording/already-running': {
    title: { en: 'This kit is being recorded already', zh: '该套件已在录制中' },
    explanation: {
      en: 'A recording of {kitId} is under way.',
      zh: '{kitId} 的录制正在进行。',
    },
    nextStep: { en: 'Stop it before you begin another one.', zh: '请先停止当前录制，再开始新的录制。' },
  },
  'recording/not-running': {
    title: { en: 'This kit is not being recorded', zh: '该套件没有在录制' },
    explanation: {
      en: 'No recording of {kitId} is under way; it may have ended by itself.',
      zh: '{kitId} 没有正在进行的录制，可能已自行结束。',
    },
    nextStep: { en: 'Look at the list of recordings.', zh: '请查看录制列表。' },
  },
  'recording/in-use': {
    title: { en: 'The recording is still being written', zh: '录制仍在写入' },
    explanation: {
      en: '“{title}” is not finished.',
      zh: '“{title}”尚未结束。',
    },
    nextStep: { en: 'Stop the recording first.', zh: '请先停止录制。' },
  },
  'recording/too-large': {
    title: { en: 'The recording has reached its limit', zh: '录制已达到大小上限' },
    explanation: {
      en: 'A recording holds at most {megabytes} MB. It was ended there; everything up to then is kept.',
      zh: '单个录制最多 {megabytes} MB。录制已在此处结束，之前的内容全部保留。',
    },
    nextStep: { en: 'Begin another recording to go on.', zh: '如需继续，请开始新的录制。' },
  },
  'recording/disk-full': {
    title: { en: 'No room for the recording', zh: '没有空间继续录制' },
    explanation: {
      en: 'The disk of {path} is full. What was written before can be replayed.',
      zh: '{path} 所在的磁盘已满。之前写入的内容可以回放。',
    },
    nextStep: { en: 'Free some space, then record again.', zh: '请释放一些空间，然后重新录制。' },
  },
  'recording/cannot-write': {
    title: { en: 'The recording cannot be written', zh: '无法写入录制' },
    explanation: { en: '{path}: {reason}', zh: '{path}：{reason}' },
    nextStep: {
      en: 'Check that the folder exists and that this account may write in it, then try again.',
      zh: '请检查文件夹是否存在、当前账户是否有写入权限，然后重试。',
    },
  },
  'recording/cannot-read': {
    title: { en: 'The recording cannot be read', zh: '无法读取录制' },
    explanation: { en: '{path}: {reason}', zh: '{path}：{reason}' },
    nextStep: {
      en: 'Check that the file is there and that this account may read it.',
      zh: '请检查文件是否存在、当前账户是否有读取权限。',
    },
  },
  'recording/damaged': {
    title: { en: 'This is no recording', zh: '这不是录制文件' },
    explanation: {
      en: '{name} does not begin as a recording of Cambrian does.',
      zh: '{name} 的开头不是 Cambrian 录制文件的内容。',
    },
    nextStep: {
      en: 'Choose a file that ends in .trace.jsonl, or ask its sender for it again.',
      zh: '请选择以 .trace.jsonl 结尾的文件，或请对方重新发送。',
    },
  },
  'recording/newer-version': {
    title: { en: 'The recording is from a newer version', zh: '录制来自更新的版本' },
    explanation: {
      en: '{name} was written by a newer Cambrian (format {found}; this one knows up to {known}). It was left as it is.',
      zh: '{name} 由更新版本的 Cambrian 写入（格式 {found}，此版本最高支持 {known}）。文件未做任何改动。',
    },
    nextStep: { en: 'Update Cambrian, then open it again.', zh: '请更新 Cambrian，然后重新打开。' },
  },
  'recording/is-replay': {
    title: { en: 'This is a replay, not a board', zh: '这是回放，不是开发板' },
    explanation: {
      en: '{kitId} shows what was recorded; nothing can be sent to it.',
      zh: '{kitId} 显示的是录制内容，无法向其发送任何内容。',
    },
    nextStep: {
      en: 'Close the replay, or choose a kit from the target picker.',
      zh: '请关闭回放，或在目标选择器中选择开发套件。',
    },
  },
} as const satisfies ErrorArea;
