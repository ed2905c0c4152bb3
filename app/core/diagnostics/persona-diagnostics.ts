/** Findings about personas: who an agent is, and whether that can work. */
export const personaDiagnostics = {
  'persona/none-chosen': {
    severity: 'warning',
    message: {
      en: '“{node}” has no persona yet, so there is nobody to answer.',
      zh: '“{node}”尚未选择角色，因此没有人来回答。',
    },
    hint: { en: 'Create a persona for it, or choose one.', zh: '请为其新建角色，或选择已有角色。' },
  },
  'persona/missing': {
    severity: 'error',
    message: {
      en: '“{node}” names the persona “{persona}”, which the profile does not have.',
      zh: '“{node}”指定的角色“{persona}”不在该配置中。',
    },
    hint: { en: 'Create it, or choose another one.', zh: '请新建该角色，或选择其他角色。' },
  },
  'persona/unknown-tool': {
    severity: 'warning',
    message: {
      en: '“{persona}” may use the tool {tool}, which is not there.',
      zh: '“{persona}”被允许使用工具 {tool}，但该工具不存在。',
    },
    hint: {
      en: 'Remove the permission, or add the node or the plugin that brings the tool.',
      zh: '请移除该权限，或添加提供此工具的节点或插件。',
    },
  },
  'persona/unknown-model': {
    severity: 'warning',
    message: {
      en: '“{persona}” is to answer with the model {model}, which is not known here.',
      zh: '“{persona}”指定的模型 {model} 在此未知。',
    },
    hint: {
      en: 'Choose another model, or add the provider that has it. Until then the offline model answers.',
      zh: '请选择其他模型，或添加提供它的服务商。在此之前由离线模型回答。',
    },
  },
  'persona/unknown-region': {
    severity: 'warning',
    message: {
      en: '“{persona}” asks for the region {region}, where {model} is not offered.',
      zh: '“{persona}”指定了区域 {region}，但 {model} 不在该区域提供。',
    },
    hint: { en: 'Choose a region that has the model.', zh: '请选择提供该模型的区域。' },
  },
  'persona/region-outside-markets': {
    severity: 'warning',
    message: {
      en: '“{persona}” is answered in {region}, which is in none of the profile’s markets.',
      zh: '“{persona}”由位于 {region} 的服务回答，该地区不在配置的任何市场内。',
    },
    hint: {
      en: 'Choose a region in one of the markets; else words of people cross a border.',
      zh: '请选择位于目标市场内的区域，否则用户的话语将跨境传输。',
    },
  },
  'persona/minors-not-allowed': {
    severity: 'warning',
    message: {
      en: '“{persona}” talks with children, which the terms of {provider} do not allow.',
      zh: '“{persona}”面向儿童，而 {provider} 的条款不允许。',
    },
    hint: {
      en: 'Choose a provider that allows it, or let the offline model answer.',
      zh: '请选择允许此用途的服务商，或由离线模型回答。',
    },
  },
  'persona/no-fallback': {
    severity: 'hint',
    message: {
      en: '“{persona}” has no words for when it does not know.',
      zh: '“{persona}”没有设置“不知道时怎么说”。',
    },
    hint: {
      en: 'Write a line for each of its languages; it says them when no answer fits and no model can be reached.',
      zh: '请为每种语言写一句，在没有合适回答且无法联系模型时使用。',
    },
  },
  'persona/no-examples': {
    severity: 'hint',
    message: {
      en: '“{persona}” has no example dialogues, so the offline model has little to answer from.',
      zh: '“{persona}”没有示例对话，离线模型几乎无从回答。',
    },
    hint: {
      en: 'Add a few: they show how it talks, answer without a network, and serve as tests.',
      zh: '请添加几段：它们示范说话方式，可离线回答，也可作为测试。',
    },
  },
  'persona/no-consent': {
    severity: 'warning',
    message: {
      en: '“{persona}” has reasons to speak first but no consent, so it stays silent.',
      zh: '“{persona}”设置了主动开口的时机，但未获得同意，因此会保持沉默。',
    },
    hint: {
      en: 'Ask the people who use the device and note that they agreed; or take the triggers out.',
      zh: '请征得使用者同意并记录，或移除这些触发条件。',
    },
  },
} as const;
