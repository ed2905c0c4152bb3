/** Findings about the board: pins, buses and budgets. */
export const boardDiagnostics = {
  'board/unknown': {
    severity: 'error',
    message: {
      en: 'The board “{board}” is not installed.',
      zh: '未安装开发板“{board}”。',
    },
    hint: {
      en: 'Choose another board, or install the plugin that brings it.',
      zh: '请选择其他开发板，或安装提供它的插件。',
    },
  },
  'pin/unknown': {
    severity: 'error',
    message: {
      en: '“{node}” asks for the pin {pin}, which {board} does not have.',
      zh: '“{node}”指定了引脚 {pin}，但 {board} 没有该引脚。',
    },
    hint: { en: 'Choose another pin, or let the studio choose.', zh: '请选择其他引脚，或由工作室选择。' },
  },
  'pin/unknown-need': {
    severity: 'warning',
    message: {
      en: 'A pin is chosen for “{need}” of “{node}”, which does not need it.',
      zh: '为“{node}”的“{need}”指定了引脚，但该节点并不需要。',
    },
    hint: { en: 'The choice has no effect. Remove it.', zh: '该选择不起作用，可将其删除。' },
  },
  'pin/unusable': {
    severity: 'error',
    message: {
      en: 'The pin {pin} that “{node}” asks for cannot be used: {reason}',
      zh: '“{node}”指定的引脚 {pin} 不可使用：{reason}',
    },
    hint: { en: 'Choose another pin, or let the studio choose.', zh: '请选择其他引脚，或由工作室选择。' },
  },
  'pin/caution': {
    severity: 'warning',
    message: {
      en: '“{node}” uses the pin {pin}, which needs care: {reason}',
      zh: '“{node}”使用了需谨慎的引脚 {pin}：{reason}',
    },
    hint: {
      en: 'Keep it if you know the board; else let the studio choose.',
      zh: '若熟悉该开发板可保留，否则请由工作室选择。',
    },
  },
  'pin/lacks-capability': {
    severity: 'error',
    message: {
      en: 'The pin {pin} cannot do what “{node}” needs: {missing}.',
      zh: '引脚 {pin} 不具备“{node}”所需的能力：{missing}。',
    },
    hint: { en: 'Choose another pin, or let the studio choose.', zh: '请选择其他引脚，或由工作室选择。' },
  },
  'pin/conflict': {
    severity: 'error',
    message: {
      en: '“{first}” and “{second}” both ask for the pin {pin}.',
      zh: '“{first}”和“{second}”都指定了引脚 {pin}。',
    },
    hint: { en: 'Let the studio choose a pin for one of them.', zh: '请让工作室为其中一个选择引脚。' },
  },
  'pin/none-left': {
    severity: 'error',
    message: {
      en: '{board} has no free pin left for “{node}” ({need}: {capabilities}).',
      zh: '{board} 没有剩余引脚可供“{node}”使用（{need}：{capabilities}）。',
    },
    hint: {
      en: 'Remove a node that uses such a pin, or choose a board with more of them.',
      zh: '请删除占用此类引脚的节点，或选择引脚更多的开发板。',
    },
  },
  'pin/pwm-exhausted': {
    severity: 'error',
    message: {
      en: '{used} pins need PWM; {board} has {limit} channels. “{node}” is one too many.',
      zh: '有 {used} 个引脚需要 PWM，而 {board} 只有 {limit} 个通道，“{node}”超出了限制。',
    },
    hint: {
      en: 'Remove a light, a servo or a buzzer, or choose another board.',
      zh: '请删除一个灯、舵机或蜂鸣器，或选择其他开发板。',
    },
  },
  'bus/none': {
    severity: 'error',
    message: {
      en: '“{node}” needs an interface that {board} does not have: {bus}.',
      zh: '“{node}”需要 {bus}，而 {board} 没有。',
    },
    hint: { en: 'Choose a board that has it.', zh: '请选择带有该接口的开发板。' },
  },
  'bus/all-taken': {
    severity: 'error',
    message: {
      en: '{board} has nothing left for “{node}”, which needs this: {bus}. It is taken by {others}.',
      zh: '{board} 已没有空闲的 {bus} 供“{node}”使用，它被 {others} 占用。',
    },
    hint: {
      en: 'Remove one of them, or choose a board with more.',
      zh: '请删除其中一个，或选择接口更多的开发板。',
    },
  },
  'bus/pin-taken': {
    severity: 'error',
    message: {
      en: '“{node}” asks for the pin {pin}, which “{user}” needs for its {bus}.',
      zh: '“{node}”指定的引脚 {pin} 已被“{user}”的 {bus} 占用。',
    },
    hint: { en: 'Choose another pin, or let the studio choose.', zh: '请选择其他引脚，或由工作室选择。' },
  },
  'bus/address-conflict': {
    severity: 'error',
    message: {
      en: '“{node}” and “{other}” would both sit at the I²C address {address}.',
      zh: '“{node}”和“{other}”的 I²C 地址都是 {address}。',
    },
    hint: {
      en: 'Remove one of them, or choose a board with a second I²C bus.',
      zh: '请删除其中一个，或选择带第二条 I²C 总线的开发板。',
    },
  },
  'budget/flash': {
    severity: 'error',
    message: {
      en: 'The program takes {used} of flash; one slot of {board} holds {limit}. The heaviest part is “{heaviest}”.',
      zh: '程序需要 {used} 闪存，而 {board} 的一个槽位只有 {limit}。占用最多的是“{heaviest}”。',
    },
    hint: {
      en: 'Remove nodes that are not needed, or choose a bigger board.',
      zh: '请删除不需要的节点，或选择容量更大的开发板。',
    },
  },
  'budget/flash-near': {
    severity: 'warning',
    message: {
      en: 'The program takes {used} of the {limit} of flash that one slot of {board} holds. The heaviest part is “{heaviest}”.',
      zh: '程序占用 {used} 闪存，{board} 的一个槽位共有 {limit}。占用最多的是“{heaviest}”。',
    },
    hint: { en: 'Little room is left for more nodes.', zh: '剩余空间已不多，难以再添加节点。' },
  },
  'budget/ram': {
    severity: 'error',
    message: {
      en: 'The program needs about {used} of memory; {board} has {limit}. The heaviest part is “{heaviest}”.',
      zh: '程序大约需要 {used} 内存，而 {board} 只有 {limit}。占用最多的是“{heaviest}”。',
    },
    hint: {
      en: 'Move nodes to the hub, remove some, or choose a bigger board.',
      zh: '请将节点移到中枢、删除部分节点，或选择更大的开发板。',
    },
  },
  'budget/ram-near': {
    severity: 'warning',
    message: {
      en: 'The program needs about {used} of the {limit} of memory that {board} has. The heaviest part is “{heaviest}”.',
      zh: '程序大约需要 {used} 内存，{board} 共有 {limit}。占用最多的是“{heaviest}”。',
    },
    hint: {
      en: 'It may fail when messages come fast. Leave some memory free.',
      zh: '消息频繁时可能失败，请预留一些内存。',
    },
  },
  'budget/link': {
    severity: 'error',
    message: {
      en: 'The wires to the hub carry about {used} a second; the link of {board} carries {limit}. The heaviest is “{heaviest}”.',
      zh: '通往中枢的连线每秒约 {used}，而 {board} 的链路每秒只有 {limit}。占用最多的是“{heaviest}”。',
    },
    hint: {
      en: 'Send less often, or work the values out on the device.',
      zh: '请降低发送频率，或在设备上先行处理数据。',
    },
  },
  'budget/link-near': {
    severity: 'warning',
    message: {
      en: 'The wires to the hub carry about {used} of the {limit} a second that the link of {board} carries. The heaviest is “{heaviest}”.',
      zh: '通往中枢的连线每秒约 {used}，{board} 的链路每秒共 {limit}。占用最多的是“{heaviest}”。',
    },
    hint: { en: 'Messages may be dropped at busy moments.', zh: '繁忙时可能丢失消息。' },
  },
} as const;
