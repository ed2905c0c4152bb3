import type { ErrorArea } from './error-entry.ts';

export const toolErrors = {
  'tool/unknown': {
    title: { en: 'No such tool', zh: '没有这个工具' },
    explanation: {
      en: 'There is no tool “{tool}” in this program.',
      zh: '此程序中没有工具“{tool}”。',
    },
    nextStep: {
      en: 'Open the persona, “May do”, and choose a tool from the list.',
      zh: '打开角色的“可以做什么”，从列表中选择工具。',
    },
  },
  'tool/bad-arguments': {
    title: { en: 'The tool was asked in a wrong way', zh: '工具的调用参数不对' },
    explanation: {
      en: '“{tool}” cannot take this as {argument}; it takes: {expected}.',
      zh: '“{tool}”的参数 {argument} 不能是这个值；可以是：{expected}。',
    },
    nextStep: { en: 'Say it in other words.', zh: '请换一种说法。' },
  },
  'tool/argument-missing': {
    title: { en: 'Something is missing', zh: '缺少内容' },
    explanation: { en: '“{tool}” needs {argument}.', zh: '“{tool}”需要 {argument}。' },
    nextStep: { en: 'Say it with this value.', zh: '请补上这个值再说一次。' },
  },
  'tool/argument-unknown': {
    title: { en: 'The tool was asked in a wrong way', zh: '工具的调用参数不对' },
    explanation: { en: '“{tool}” does not know {argument}.', zh: '“{tool}”不认识参数 {argument}。' },
    nextStep: { en: 'Leave it out.', zh: '请去掉这个参数。' },
  },
  'tool/problem': {
    title: { en: 'The tool could not do it', zh: '工具无法完成' },
    explanation: { en: '{words}', zh: '{words}' },
    nextStep: { en: 'Ask again with another value.', zh: '请换一个值再试。' },
  },
  'tool/failed': {
    title: { en: 'The tool failed', zh: '工具出错' },
    explanation: { en: '“{tool}” failed: {reason}.', zh: '“{tool}”出错：{reason}。' },
    nextStep: {
      en: 'Try again. If it fails once more, the studio’s log says where.',
      zh: '请重试。若再次出错，可在日志中查看位置。',
    },
  },
  'tool/too-slow': {
    title: { en: 'The tool took too long', zh: '工具超时' },
    explanation: {
      en: '“{tool}” gave no answer within {seconds} s and was stopped.',
      zh: '“{tool}”在 {seconds} 秒内没有回答，已停止。',
    },
    nextStep: {
      en: 'Try again, or ask for less at a time.',
      zh: '请重试，或每次少要一些内容。',
    },
  },
  'tool/cancelled': {
    title: { en: 'The call was cancelled', zh: '调用已取消' },
    explanation: {
      en: 'Something new was said, or the program stopped, before “{tool}” was done.',
      zh: '在“{tool}”完成之前，有了新的话语或程序已停止。',
    },
    nextStep: { en: 'Ask again.', zh: '请再说一次。' },
  },
  'tool/refused': {
    title: { en: 'Nobody said yes', zh: '未获同意' },
    explanation: {
      en: '“{tool}” waits for a person’s yes, and it was refused or nobody answered within {seconds} s.',
      zh: '“{tool}”需要有人同意；有人拒绝，或 {seconds} 秒内无人回应。',
    },
    nextStep: {
      en: 'Answer the question in the studio, or let the persona use this tool without asking.',
      zh: '请在工作室中回答询问，或允许该角色不经询问使用此工具。',
    },
  },
  'tool/cloud-off': {
    title: { en: 'The cloud is switched off', zh: '云端已关闭' },
    explanation: {
      en: '“{tool}” needs the network, and the cloud switch is off.',
      zh: '“{tool}”需要联网，而云端开关已关闭。',
    },
    nextStep: { en: 'Switch the cloud on, or do without this tool.', zh: '打开云端开关，或不使用此工具。' },
  },
  'tool/no-recorded-answer': {
    title: { en: 'No recorded answer fits', zh: '没有合适的录制回答' },
    explanation: {
      en: '“{tool}” cannot reach its service, and none of its recorded answers fits what was asked.',
      zh: '“{tool}”无法连接其服务，也没有与问题相符的录制回答。',
    },
    nextStep: {
      en: 'Go online and switch the cloud on, or ask for one of the recorded examples in its help.',
      zh: '请联网并打开云端开关，或询问其帮助中的录制示例。',
    },
  },
  'tool/service-refused': {
    title: { en: 'The service refused', zh: '服务拒绝了请求' },
    explanation: {
      en: 'The service behind “{tool}” answered with status {status}.',
      zh: '“{tool}”背后的服务返回状态 {status}。',
    },
    nextStep: {
      en: 'With 401 or 403, check the key of this tool; with 404, ask for something else.',
      zh: '若为 401 或 403，请检查此工具的密钥；若为 404，请换一个问题。',
    },
  },
  'tool/left-origin': {
    title: { en: 'The service sent the call elsewhere', zh: '服务把请求转往别处' },
    explanation: {
      en: '“{tool}” may only talk to {origin}, and was sent to another address.',
      zh: '“{tool}”只允许访问 {origin}，却被转往其他地址。',
    },
    nextStep: {
      en: 'Nothing was sent there. If the service has moved, its tool definition must be updated.',
      zh: '没有向那里发送任何内容。若服务已搬迁，需要更新工具定义。',
    },
  },
  'tool/mcp-unknown': {
    title: { en: 'No such MCP server', zh: '没有这个 MCP 服务器' },
    explanation: { en: 'There is no MCP server “{server}”.', zh: '没有名为“{server}”的 MCP 服务器。' },
    nextStep: { en: 'Add it under Settings, “Tools”.', zh: '请在设置的“工具”中添加。' },
  },
  'tool/mcp-exists': {
    title: { en: 'The name is taken', zh: '名称已被占用' },
    explanation: {
      en: 'There is an MCP server “{server}” already.',
      zh: '已经有名为“{server}”的 MCP 服务器。',
    },
    nextStep: { en: 'Choose another name, or remove the old one first.', zh: '请换一个名称，或先移除旧的。' },
  },
  'tool/mcp-built-in': {
    title: { en: 'This server belongs to a tool', zh: '此服务器属于某个工具' },
    explanation: {
      en: '“{server}” comes with one of Cambrian’s own tools and cannot be removed.',
      zh: '“{server}”随 Cambrian 自带的工具提供，无法移除。',
    },
    nextStep: {
      en: 'Leave it without approval: then it is never called.',
      zh: '不批准它即可：这样永远不会被调用。',
    },
  },
  'tool/mcp-bad-address': {
    title: { en: 'Not an address for an MCP server', zh: 'MCP 服务器地址无效' },
    explanation: {
      en: 'The address must begin with http:// or https:// and hold neither name nor password.',
      zh: '地址必须以 http:// 或 https:// 开头，且不能包含用户名或密码。',
    },
    nextStep: { en: 'Correct the address.', zh: '请更正地址。' },
  },
  'tool/mcp-needs-approval': {
    title: { en: 'The MCP server needs your approval', zh: 'MCP 服务器需要批准' },
    explanation: {
      en: '“{server}” is new, or its command or tools have changed since a person approved them. It was not used.',
      zh: '“{server}”是新的，或其命令、工具在批准之后发生了变化。没有使用它。',
    },
    nextStep: {
      en: 'Open Settings, “Tools”, read its command and its tools, and approve it if you trust it.',
      zh: '打开设置的“工具”，阅读其命令和工具；若信任，请批准。',
    },
  },
  'tool/mcp-changed': {
    title: { en: 'The MCP server is not what was shown', zh: 'MCP 服务器与所显示的不一致' },
    explanation: {
      en: 'Command or tools of “{server}” have changed since they were shown to you.',
      zh: '“{server}”的命令或工具在显示之后发生了变化。',
    },
    nextStep: { en: 'Read what is shown now, then decide again.', zh: '请阅读现在显示的内容，再作决定。' },
  },
  'tool/mcp-not-inspected': {
    title: { en: 'The tools have not been read yet', zh: '尚未读取工具' },
    explanation: {
      en: 'Nobody has seen which tools “{server}” offers, so it cannot be approved.',
      zh: '还没有人看过“{server}”提供哪些工具，因此无法批准。',
    },
    nextStep: {
      en: 'Choose “Read its tools” first. That starts the server with your privileges, without calling any tool.',
      zh: '请先选择“读取工具”。这会以你的权限启动服务器，但不会调用任何工具。',
    },
  },
  'tool/mcp-hidden-text': {
    title: { en: 'The MCP server hides text', zh: 'MCP 服务器含有隐藏文字' },
    explanation: {
      en: 'The tool “{tool}” of “{server}” has characters that nobody sees ({characters}). They can hold instructions for a model.',
      zh: '“{server}”的工具“{tool}”含有看不见的字符（{characters}），其中可能藏有给模型的指令。',
    },
    nextStep: {
      en: 'Do not use this server, and tell its maker.',
      zh: '请勿使用此服务器，并告知其作者。',
    },
  },
  'tool/mcp-not-started': {
    title: { en: 'The MCP server did not start', zh: 'MCP 服务器未能启动' },
    explanation: { en: '“{server}” did not start: {reason}.', zh: '“{server}”未能启动：{reason}。' },
    nextStep: {
      en: 'Check the command, and which variables it may see: it gets no others. What it printed is in the log.',
      zh: '请检查命令及其可见的环境变量：其他变量都不会提供。它输出的内容在日志中。',
    },
  },
  'tool/mcp-waiting': {
    title: { en: 'The MCP server rests after a failure', zh: 'MCP 服务器故障后暂停' },
    explanation: {
      en: '“{server}” failed {failures} times in a row and is tried again in {seconds} s.',
      zh: '“{server}”连续失败 {failures} 次，将在 {seconds} 秒后重试。',
    },
    nextStep: {
      en: 'Wait, or choose “Read its tools” to try at once.',
      zh: '请等待，或选择“读取工具”立即重试。',
    },
  },
  'tool/mcp-stopped': {
    title: { en: 'The MCP server stopped', zh: 'MCP 服务器已停止' },
    explanation: {
      en: '“{server}” ended or lost its connection before it answered: {reason}.',
      zh: '“{server}”在回答之前结束或断开连接：{reason}。',
    },
    nextStep: { en: 'Ask again: it is started anew.', zh: '请再试一次：它会重新启动。' },
  },
  'tool/mcp-said-no': {
    title: { en: 'The MCP tool reported an error', zh: 'MCP 工具报告错误' },
    explanation: { en: '“{tool}” answered: {words}', zh: '“{tool}”回答：{words}' },
    nextStep: { en: 'Ask again with other values.', zh: '请换一些值再试。' },
  },
  'tool/approval-unknown': {
    title: { en: 'The question is settled', zh: '此询问已结束' },
    explanation: {
      en: 'Somebody has answered already, or the call no longer waits.',
      zh: '已有人回答，或调用已不再等待。',
    },
    nextStep: { en: 'Nothing to do.', zh: '无需操作。' },
  },
  'tool/servers-not-kept': {
    title: { en: 'The MCP servers could not be saved', zh: '无法保存 MCP 服务器' },
    explanation: {
      en: 'The list of MCP servers could not be written: {reason}. It lasts until the studio ends.',
      zh: '无法写入 MCP 服务器列表：{reason}。更改只保留到工作室关闭。',
    },
    nextStep: {
      en: 'Make room on the disk or allow writing, then change the server again.',
      zh: '请释放磁盘空间或允许写入，然后再次更改。',
    },
  },
} as const satisfies ErrorArea;
