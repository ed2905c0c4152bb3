/** Findings about `profile.json` itself, before anything is compiled. */
export const documentDiagnostics = {
  'document/too-large': {
    severity: 'error',
    message: {
      en: 'The file has {megabytes} MB; a profile may have {limit} MB.',
      zh: '文件大小为 {megabytes} MB，配置文件最大允许 {limit} MB。',
    },
    hint: {
      en: 'Check that this is a profile. Pictures and sounds belong into the assets folder, not into the file.',
      zh: '请确认这是配置文件。图片和声音应放入 assets 文件夹，而不是写入文件。',
    },
  },
  'document/not-text': {
    severity: 'error',
    message: { en: 'The file is not UTF-8 text.', zh: '该文件不是 UTF-8 文本。' },
    hint: {
      en: 'Check that this is a profile.json, or open an older version from the history.',
      zh: '请确认这是 profile.json，或从历史记录中打开较早的版本。',
    },
  },
  'document/invalid-json': {
    severity: 'error',
    message: {
      en: 'The file is not valid JSON: line {line}, column {column}.',
      zh: '该文件不是有效的 JSON：第 {line} 行，第 {column} 列。',
    },
    hint: {
      en: 'Mend that place in a text editor, or open an older version from the history.',
      zh: '请在文本编辑器中修正该处，或从历史记录中打开较早的版本。',
    },
  },
  'document/too-deep': {
    severity: 'error',
    message: {
      en: 'The file nests lists and objects more than {limit} deep: line {line}.',
      zh: '文件的嵌套层数超过 {limit} 层：第 {line} 行。',
    },
    hint: {
      en: 'No profile needs that. Open an older version, or ask where this file comes from.',
      zh: '正常的配置不会如此。请打开较早的版本，或确认文件来源。',
    },
  },
  'document/forbidden-key': {
    severity: 'error',
    message: {
      en: 'The file uses the name “{key}”, which is forbidden because it can harm programs that read it.',
      zh: '文件使用了名称“{key}”，该名称可能危害读取它的程序，因此被禁止。',
    },
    hint: {
      en: 'Rename or remove it in a text editor, if you trust where this file comes from.',
      zh: '若信任文件来源，请在文本编辑器中重命名或删除它。',
    },
  },
  'document/duplicate-key': {
    severity: 'warning',
    message: {
      en: 'The name “{key}” stands twice in one object, line {line}. Only the last one counts.',
      zh: '名称“{key}”在同一对象中出现两次（第 {line} 行），仅最后一个有效。',
    },
    hint: {
      en: 'This often comes from a merge. Look at the file before you save: saving keeps the last one only.',
      zh: '这通常由合并造成。保存前请检查文件：保存后只保留最后一个。',
    },
  },
  'document/not-a-profile': {
    severity: 'error',
    message: { en: 'This is JSON, but not a Cambrian profile.', zh: '这是 JSON，但不是 Cambrian 配置。' },
    hint: {
      en: 'A profile is an object with “schemaVersion”, “nodes” and “wires”.',
      zh: '配置应为包含 “schemaVersion”、“nodes” 和 “wires” 的对象。',
    },
  },
  'document/newer-version': {
    severity: 'warning',
    message: {
      en: 'This profile was written by a newer Cambrian (format {version}; this one knows up to {known}). It opens read-only.',
      zh: '该配置由更新版本的 Cambrian 写入（格式 {version}，当前最高支持 {known}），以只读方式打开。',
    },
    hint: {
      en: 'Update Cambrian to change it. The file is left as it is.',
      zh: '请更新 Cambrian 后再修改，文件保持原样。',
    },
  },
  'document/migrated': {
    severity: 'hint',
    message: {
      en: 'The file was written by an older Cambrian (format {from}) and has been brought to format {to}.',
      zh: '该文件由旧版 Cambrian 写入（格式 {from}），已升级到格式 {to}。',
    },
    hint: {
      en: 'The original is kept until you save, and stays in the history afterwards.',
      zh: '保存前原文件不变，保存后仍可在历史记录中找到。',
    },
  },
  'document/invalid-field': {
    severity: 'warning',
    message: {
      en: 'The field “{path}” cannot be used: {reason}. Its content is kept aside.',
      zh: '字段“{path}”无法使用：{reason}。其内容已另行保留。',
    },
    hint: {
      en: 'Set it again in the studio, or mend the file in a text editor.',
      zh: '请在工作室中重新设置，或在文本编辑器中修正文件。',
    },
  },
  'document/unreadable-node': {
    severity: 'warning',
    message: {
      en: 'The node “{id}” cannot be read: {path}: {reason}. Its content is kept aside.',
      zh: '无法读取节点“{id}”：{path}：{reason}。其内容已另行保留。',
    },
    hint: {
      en: 'Mend it in the Code tab under “unreadable”, or remove it.',
      zh: '请在“代码”标签页的 “unreadable” 中修正，或将其删除。',
    },
  },
  'document/unreadable-wire': {
    severity: 'warning',
    message: {
      en: 'The wire “{id}” cannot be read: {path}: {reason}. Its content is kept aside.',
      zh: '无法读取连线“{id}”：{path}：{reason}。其内容已另行保留。',
    },
    hint: {
      en: 'Draw the wire again and remove this one, or mend it in the Code tab under “unreadable”.',
      zh: '请重新连线并删除它，或在“代码”标签页的 “unreadable” 中修正。',
    },
  },
  'document/unreadable-note': {
    severity: 'warning',
    message: {
      en: 'The note “{id}” cannot be read: {path}: {reason}. Its content is kept aside.',
      zh: '无法读取便签“{id}”：{path}：{reason}。其内容已另行保留。',
    },
    hint: {
      en: 'Mend it in the Code tab under “unreadable”, or remove it.',
      zh: '请在“代码”标签页的 “unreadable” 中修正，或将其删除。',
    },
  },
  'document/unreadable-persona': {
    severity: 'error',
    message: {
      en: 'The persona “{id}” cannot be read: {path}: {reason}. Its content is kept aside.',
      zh: '无法读取角色“{id}”：{path}：{reason}。其内容已另行保留。',
    },
    hint: {
      en: 'Mend it in the Code tab under “unreadable”, or remove it.',
      zh: '请在“代码”标签页的 “unreadable” 中修正，或将其删除。',
    },
  },
} as const;
