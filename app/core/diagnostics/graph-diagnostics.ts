/** Findings about nodes, wires and properties. */
export const graphDiagnostics = {
  'graph/empty': {
    severity: 'hint',
    message: { en: 'There is nothing on the canvas yet.', zh: '画布上还没有任何节点。' },
    hint: { en: 'Drag a sensor in from the palette on the left.', zh: '请从左侧面板拖入一个传感器。' },
  },
  'graph/cycle': {
    severity: 'error',
    message: {
      en: 'These nodes feed each other in a circle without a pause: {nodes}.',
      zh: '这些节点互相循环触发且没有停顿：{nodes}。',
    },
    hint: {
      en: 'Put a delay on one of the wires, or remove a wire.',
      zh: '请在其中一条连线上加入延时，或删除一条连线。',
    },
  },
  'node/unknown-type': {
    severity: 'error',
    message: {
      en: '“{node}” is of the type {type}, which no installed plugin provides.',
      zh: '“{node}”的类型为 {type}，没有已安装的插件提供该类型。',
    },
    hint: {
      en: 'Install the plugin “{pack}”, or remove the node. Its settings are kept until then.',
      zh: '请安装插件“{pack}”，或删除该节点。在此之前其设置会保留。',
    },
  },
  'node/newer-version': {
    severity: 'warning',
    message: {
      en: '“{node}” was made with version {used} of its type; version {known} is installed.',
      zh: '“{node}”由其类型的版本 {used} 创建，当前安装的是版本 {known}。',
    },
    hint: {
      en: 'Update the plugin. Settings that this version does not know are kept.',
      zh: '请更新插件。当前版本不认识的设置会保留。',
    },
  },
  'node/older-version': {
    severity: 'warning',
    message: {
      en: '“{node}” was made with version {used} of its type; version {known} is installed.',
      zh: '“{node}”由其类型的版本 {used} 创建，当前安装的是版本 {known}。',
    },
    hint: {
      en: 'Update the node: its settings are carried over.',
      zh: '请更新该节点，其设置会一并转换。',
    },
  },
  'node/migrated': {
    severity: 'hint',
    message: {
      en: '“{node}” has been brought from version {from} of its type to version {to}.',
      zh: '“{node}”已从其类型的版本 {from} 升级到版本 {to}。',
    },
    hint: {
      en: 'Its settings were carried over. Nothing needs to be done.',
      zh: '其设置已一并转换，无需操作。',
    },
  },
  'node/unconnected': {
    severity: 'hint',
    message: { en: '“{node}” is not wired to anything.', zh: '“{node}”没有任何连线。' },
    hint: { en: 'Draw a wire from or to one of its ports.', zh: '请从它的端口连线，或连线到它的端口。' },
  },
  'node/driver-clash': {
    severity: 'error',
    message: {
      en: 'The types {first} and {second} would have the same driver file on the board.',
      zh: '类型 {first} 与 {second} 在开发板上的驱动文件同名。',
    },
    hint: {
      en: 'Use only one of the two, or ask an author to rename the plugin.',
      zh: '请只使用其中一个，或请插件作者改名。',
    },
  },
  'wire/missing-node': {
    severity: 'error',
    message: {
      en: 'A wire leads to the node “{node}”, which is not there.',
      zh: '有连线指向不存在的节点“{node}”。',
    },
    hint: { en: 'Remove the wire, or bring the node back.', zh: '请删除该连线，或恢复该节点。' },
  },
  'wire/missing-port': {
    severity: 'error',
    message: {
      en: 'A wire leads to the port “{port}”, which “{node}” does not have.',
      zh: '有连线指向端口“{port}”，但“{node}”没有该端口。',
    },
    hint: { en: 'Remove the wire and draw it to another port.', zh: '请删除该连线，并连到其他端口。' },
  },
  'wire/duplicate': {
    severity: 'warning',
    message: {
      en: 'Two wires join the same ports, so each message from “{from}” arrives at “{to}” twice.',
      zh: '两条连线连接相同的端口，“{from}”的每条消息会到达“{to}”两次。',
    },
    hint: { en: 'Remove one of them.', zh: '请删除其中一条。' },
  },
  'type/mismatch': {
    severity: 'error',
    message: {
      en: '“{from}” gives {given}, but “{to}” takes {taken} here.',
      zh: '“{from}”输出{given}，而“{to}”此处需要{taken}。',
    },
    hint: { en: '{reason}', zh: '{reason}' },
  },
  'unit/conflict': {
    severity: 'error',
    message: {
      en: '“{from}” gives {given}, but “{to}” takes {taken} here.',
      zh: '“{from}”输出{given}，而“{to}”此处需要{taken}。',
    },
    hint: { en: '{reason}', zh: '{reason}' },
  },
  'input/missing': {
    severity: 'warning',
    message: {
      en: '“{node}” does nothing until something is wired to “{port}”.',
      zh: '在“{port}”接入连线之前，“{node}”不会工作。',
    },
    hint: { en: 'Draw a wire to this input.', zh: '请连线到此输入端。' },
  },
  'property/unknown': {
    severity: 'warning',
    message: {
      en: '“{node}” has a setting “{property}” that its type does not know.',
      zh: '“{node}”有一个其类型不认识的设置“{property}”。',
    },
    hint: {
      en: 'It has no effect. Remove it, or keep it for another version.',
      zh: '它不起作用，可删除或留给其他版本使用。',
    },
  },
  'property/invalid': {
    severity: 'error',
    message: {
      en: 'The setting “{property}” of “{node}” cannot be used: {reason}.',
      zh: '“{node}”的设置“{property}”无法使用：{reason}。',
    },
    hint: { en: 'Choose another value in the inspector.', zh: '请在检查器中选择其他值。' },
  },
  'property/out-of-range': {
    severity: 'error',
    message: {
      en: 'The setting “{property}” of “{node}” is {value}; it may go from {min} to {max}.',
      zh: '“{node}”的设置“{property}”为 {value}，允许范围为 {min} 到 {max}。',
    },
    hint: { en: 'Choose a value in that range.', zh: '请选择该范围内的值。' },
  },
  'placement/not-allowed': {
    severity: 'error',
    message: {
      en: '“{node}” cannot run {placement}.',
      zh: '“{node}”不能在{placement}运行。',
    },
    hint: { en: 'It can run {allowed}.', zh: '它可以在{allowed}运行。' },
  },
} as const;
