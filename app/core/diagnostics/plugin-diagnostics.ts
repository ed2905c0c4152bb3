/** Findings about plugin folders, made while they are loaded. `{plugin}` is the folder, such as `nodes/sensors/light`. */
export const pluginDiagnostics = {
  'plugin/unreadable': {
    severity: 'error',
    message: {
      en: '{plugin}: {file} cannot be read ({reason}).',
      zh: '{plugin}：无法读取 {file}（{reason}）。',
    },
    hint: {
      en: 'Check that the file is there and that you may read it.',
      zh: '请确认文件存在且有读取权限。',
    },
  },
  'plugin/too-large': {
    severity: 'error',
    message: {
      en: '{plugin}: {file} is larger than {limit} kB.',
      zh: '{plugin}：{file} 超过 {limit} kB。',
    },
    hint: {
      en: 'A plugin is text; remove what does not belong there.',
      zh: '插件应为文本，请移除多余内容。',
    },
  },
  'plugin/invalid-json': {
    severity: 'error',
    message: {
      en: '{plugin}: {file} is not JSON that may be read: {reason}.',
      zh: '{plugin}：{file} 不是可读取的 JSON：{reason}。',
    },
    hint: { en: 'Mend that place in a text editor.', zh: '请在文本编辑器中修正该处。' },
  },
  'plugin/invalid': {
    severity: 'error',
    message: {
      en: '{plugin}: “{path}” in {file} does not fit: {reason}.',
      zh: '{plugin}：{file} 中的“{path}”不符合要求：{reason}。',
    },
    hint: {
      en: 'Compare with the schema that the file names in “$schema”.',
      zh: '请对照文件中“$schema”所指的模式。',
    },
  },
  'plugin/bad-name': {
    severity: 'error',
    message: {
      en: '{plugin}: the folder’s name is not allowed.',
      zh: '{plugin}：文件夹名称不符合要求。',
    },
    hint: {
      en: 'Use small letters, digits and single hyphens.',
      zh: '请使用小写字母、数字和单个连字符。',
    },
  },
  'plugin/other-id': {
    severity: 'error',
    message: {
      en: '{plugin}: its plugin.json says “{id}”, but the folder has another name.',
      zh: '{plugin}：plugin.json 中的 id 为“{id}”，与文件夹名称不同。',
    },
    hint: { en: 'Give both the same name.', zh: '请让两者名称一致。' },
  },
  'plugin/api-version': {
    severity: 'error',
    message: {
      en: '{plugin}: it is made for plugin format {wanted}; this Cambrian reads {known}.',
      zh: '{plugin}：该插件使用格式 {wanted}，当前 Cambrian 支持 {known}。',
    },
    hint: {
      en: 'Update Cambrian, or get an older version of the plugin.',
      zh: '请更新 Cambrian，或获取较旧版本的插件。',
    },
  },
  'plugin/duplicate': {
    severity: 'error',
    message: {
      en: '{plugin}: the name is taken by a plugin that comes with Cambrian.',
      zh: '{plugin}：名称与 Cambrian 自带的插件重复。',
    },
    hint: {
      en: 'Rename the folder and its id. The built-in one stays in use.',
      zh: '请重命名文件夹和 id。当前仍使用自带插件。',
    },
  },
  'plugin/missing-file': {
    severity: 'error',
    message: { en: '{plugin}: {file} is missing.', zh: '{plugin}：缺少 {file}。' },
    hint: { en: 'Add the file, or install the plugin again.', zh: '请补上该文件，或重新安装插件。' },
  },
  'plugin/code-not-allowed': {
    severity: 'error',
    message: {
      en: '{plugin}: it brings code that would run on this computer.',
      zh: '{plugin}：包含会在本机运行的代码。',
    },
    hint: {
      en: 'Plugins from outside are data only for now. Make the node run on the device instead.',
      zh: '目前外部插件只能是数据。请改为在设备上运行的节点。',
    },
  },
  'plugin/bad-reference': {
    severity: 'error',
    message: {
      en: '{plugin}: {file} names “{name}”, which does not exist.',
      zh: '{plugin}：{file} 引用了不存在的“{name}”。',
    },
    hint: { en: 'Correct the name.', zh: '请更正名称。' },
  },
  'plugin/migration-gap': {
    severity: 'error',
    message: {
      en: '{plugin}: version {version} needs migrations from 1 to {last}, each once and in order.',
      zh: '{plugin}：版本 {version} 需要从 1 到 {last} 的迁移，依次各一次。',
    },
    hint: {
      en: 'Add the missing steps, empty ones where nothing changed.',
      zh: '请补上缺少的步骤；没有变化时可为空。',
    },
  },
  'plugin/too-many': {
    severity: 'error',
    message: {
      en: '{plugin}: there are more than {limit} entries; the rest is left out.',
      zh: '{plugin}：条目超过 {limit} 个，其余已忽略。',
    },
    hint: { en: 'Is this the right folder?', zh: '请确认文件夹是否正确。' },
  },
} as const;
