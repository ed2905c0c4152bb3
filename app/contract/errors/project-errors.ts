import type { ErrorArea } from './error-entry.ts';

export const projectErrors = {
  'project/not-found': {
    title: { en: 'No project there', zh: '找不到项目' },
    explanation: { en: 'There is no profile.json in {path}.', zh: '{path} 中没有 profile.json。' },
    nextStep: {
      en: 'Choose another folder, or start from a template.',
      zh: '请选择其他文件夹，或从模板开始。',
    },
  },
  'project/not-open': {
    title: { en: 'The project is not open', zh: '项目未打开' },
    explanation: {
      en: 'The studio asked for project {projectId}, which was closed or never opened.',
      zh: '请求的项目 {projectId} 已关闭或从未打开。',
    },
    nextStep: { en: 'Open the project again.', zh: '请重新打开项目。' },
  },
  'project/damaged': {
    title: { en: 'profile.json cannot be read', zh: '无法读取 profile.json' },
    explanation: { en: '{path}: {reason}', zh: '{path}：{reason}' },
    nextStep: {
      en: 'The file was left as it is. Mend it in an editor, or take an earlier version from {versions}.',
      zh: '文件保持原样。请用编辑器修复，或从 {versions} 取回早先的版本。',
    },
  },
  'project/read-only': {
    title: { en: 'The project is read-only', zh: '项目为只读' },
    explanation: {
      en: 'It was opened without the right to change it: {reason}.',
      zh: '该项目以只读方式打开：{reason}。',
    },
    nextStep: { en: 'Save it under another name to go on working.', zh: '另存为新的名称即可继续编辑。' },
  },
  'project/revision-conflict': {
    title: { en: 'The project has changed meanwhile', zh: '项目已在别处更改' },
    explanation: {
      en: 'This window knew revision {known}; the project is at revision {current}.',
      zh: '此窗口的版本为 {known}，而项目已是版本 {current}。',
    },
    nextStep: {
      en: 'Reload the project; your last change was not applied.',
      zh: '请重新加载项目；最后一次更改未应用。',
    },
  },
  'project/bad-change': {
    title: { en: 'A change does not fit the project', zh: '更改与项目不符' },
    explanation: { en: 'The change was refused: {reason}', zh: '更改被拒绝：{reason}' },
    nextStep: {
      en: 'Nothing was changed. Reload the project and try again.',
      zh: '没有任何改动。请重新加载项目后重试。',
    },
  },
  'project/disk-full': {
    title: { en: 'The disk is full', zh: '磁盘已满' },
    explanation: { en: 'There was no room to save {path}.', zh: '没有空间保存 {path}。' },
    nextStep: {
      en: 'The last saved version is untouched and your changes are kept here. Free some room; the studio tries again by itself.',
      zh: '上次保存的版本完好，您的更改仍保留在此。请腾出空间，稍后会自动重试。',
    },
  },
  'project/no-permission': {
    title: { en: 'No right to write the project', zh: '没有写入项目的权限' },
    explanation: { en: '{path} may not be changed by this account.', zh: '当前账户不能更改 {path}。' },
    nextStep: {
      en: 'Change the folder’s rights, or save the project under another name.',
      zh: '请更改文件夹权限，或将项目另存为新名称。',
    },
  },
  'project/save-failed': {
    title: { en: 'The project could not be saved', zh: '项目保存失败' },
    explanation: { en: 'The disk refused {path}: {reason}', zh: '磁盘拒绝写入 {path}：{reason}' },
    nextStep: {
      en: 'The last saved version is untouched and your changes are kept here; the studio tries again by itself.',
      zh: '上次保存的版本完好，您的更改仍保留在此；稍后会自动重试。',
    },
  },
  'project/changed-outside': {
    title: { en: 'Another program changed the project', zh: '项目被其他程序更改' },
    explanation: {
      en: '{path} is not the file that was opened any more.',
      zh: '{path} 已不是打开时的文件。',
    },
    nextStep: {
      en: 'Reload it to take the other version, or overwrite it with yours.',
      zh: '重新加载以采用新版本，或用您的版本覆盖它。',
    },
  },
  'project/no-template': {
    title: { en: 'No such template', zh: '没有该模板' },
    explanation: { en: 'There is no template named {templateId}.', zh: '没有名为 {templateId} 的模板。' },
    nextStep: { en: 'Choose one from the gallery.', zh: '请从模板库中选择。' },
  },
  'project/no-scenario': {
    title: { en: 'No such scenario', zh: '没有该场景' },
    explanation: {
      en: 'The project has no scenario named {scenarioId}.',
      zh: '项目中没有名为 {scenarioId} 的场景。',
    },
    nextStep: { en: 'Choose one of the scenarios folder.', zh: '请从 scenarios 文件夹中选择。' },
  },
} as const satisfies ErrorArea;
