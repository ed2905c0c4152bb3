import type { ErrorArea } from './error-entry.ts';

/** What can go wrong between the hub and what hears or speaks. */
export const speechErrors = {
  'speech/not-authorized': {
    title: { en: 'The key was refused', zh: '密钥被拒绝' },
    explanation: {
      en: '{provider} does not accept the key that is kept for it, or not in this region.',
      zh: '{provider} 不接受已保存的密钥，或该密钥不适用于此地域。',
    },
    nextStep: {
      en: 'Check the key and the region under Models. Keys of one region are not valid in another.',
      zh: '请在“模型”中检查密钥和地域。一个地域的密钥在其他地域无效。',
    },
  },
  'speech/quota': {
    title: { en: 'No quota is left', zh: '额度已用完' },
    explanation: {
      en: '{provider} says that the account has no quota or money left: {message}',
      zh: '{provider} 表示账户额度或余额不足：{message}',
    },
    nextStep: {
      en: 'Top the account up, or choose a model that runs on this computer.',
      zh: '请为账户充值，或选择在本机运行的模型。',
    },
  },
  'speech/rate-limited': {
    title: { en: 'Too many calls at once', zh: '调用过于频繁' },
    explanation: {
      en: '{provider} takes no more calls just now: {message}',
      zh: '{provider} 目前不再接受调用：{message}',
    },
    nextStep: {
      en: 'Wait a moment and speak again. If it comes often, ask the provider for a higher limit.',
      zh: '请稍候再说。如果经常出现，请向提供方申请更高的限额。',
    },
  },
  'speech/model-missing': {
    title: { en: 'The model is not there', zh: '没有该模型' },
    explanation: {
      en: '{provider} has no model {model} for this key and region.',
      zh: '对于此密钥和地域，{provider} 没有模型 {model}。',
    },
    nextStep: { en: 'Choose another model, or another region.', zh: '请选择其他模型或地域。' },
  },
  'speech/refused': {
    title: { en: 'The call was refused', zh: '调用被拒绝' },
    explanation: { en: '{provider} refused the call: {message}', zh: '{provider} 拒绝了调用：{message}' },
    nextStep: {
      en: 'Check the voice, the language and the sound format of the node.',
      zh: '请检查节点的音色、语言和声音格式。',
    },
  },
  'speech/unreachable': {
    title: { en: 'The speech service cannot be reached', zh: '无法连接语音服务' },
    explanation: {
      en: 'The connection to {provider} failed: {message}',
      zh: '与 {provider} 的连接失败：{message}',
    },
    nextStep: {
      en: 'Check the network. A local speech model works without it.',
      zh: '请检查网络。本地语音模型无需网络。',
    },
  },
  'speech/timeout': {
    title: { en: 'The speech service is silent', zh: '语音服务没有响应' },
    explanation: {
      en: '{provider} said nothing for {seconds} s while {phase}.',
      zh: '{provider} 在“{phase}”阶段 {seconds} 秒没有响应。',
    },
    nextStep: {
      en: 'Try again. If it stays silent, choose another region or a local model.',
      zh: '请重试。如果仍无响应，请换一个地域或使用本地模型。',
    },
  },
  'speech/disconnected': {
    title: { en: 'The connection broke', zh: '连接中断' },
    explanation: {
      en: '{provider} closed the connection in the middle of the call. What was heard until then is kept.',
      zh: '{provider} 在调用过程中关闭了连接。此前听到的内容已保留。',
    },
    nextStep: {
      en: 'Speak again; a new connection is made by itself.',
      zh: '请再说一次，连接会自动重新建立。',
    },
  },
  'speech/bad-reply': {
    title: { en: 'An answer that cannot be read', zh: '无法读取的回答' },
    explanation: {
      en: '{provider} sent something that is not its protocol: {message}',
      zh: '{provider} 发来的内容不符合其协议：{message}',
    },
    nextStep: {
      en: 'Try again. If it stays so, the service may have changed: look for a newer version of the studio.',
      zh: '请重试。如果仍然如此，可能是服务已更改，请查看是否有新版本的工作室。',
    },
  },
  'speech/no-model': {
    title: { en: 'No speech model is chosen', zh: '未选择语音模型' },
    explanation: {
      en: 'The node needs a model for {purpose}, and none is chosen.',
      zh: '该节点需要用于“{purpose}”的模型，但尚未选择。',
    },
    nextStep: { en: 'Choose a model in the inspector.', zh: '请在检查器中选择模型。' },
  },
  'speech/cannot': {
    title: { en: 'The model cannot do this', zh: '该模型不支持' },
    explanation: { en: '{model} cannot be used for {purpose}.', zh: '{model} 不能用于“{purpose}”。' },
    nextStep: { en: 'Choose another model in the inspector.', zh: '请在检查器中选择其他模型。' },
  },
  'speech/sound-format': {
    title: { en: 'This sound cannot be used', zh: '无法使用这种声音' },
    explanation: {
      en: 'Sound as {encoding} at {rate} Hz is not understood here; pcm16 is.',
      zh: '此处不支持 {encoding}（{rate} Hz）格式的声音，请使用 pcm16。',
    },
    nextStep: { en: 'Wire a source that gives pcm16.', zh: '请连接输出 pcm16 的声源。' },
  },
  'speech/folder-unset': {
    title: { en: 'No folder for local speech', zh: '未设置本地语音文件夹' },
    explanation: {
      en: 'Local speech uses model files that you have on this computer, and no folder was named.',
      zh: '本地语音使用本机上的模型文件，但尚未指定文件夹。',
    },
    nextStep: {
      en: 'Name the folder under Models. Models for sherpa-onnx are on its website.',
      zh: '请在“模型”中指定文件夹。sherpa-onnx 的模型可在其网站下载。',
    },
  },
  'speech/folder-missing': {
    title: { en: 'The folder is not there', zh: '找不到文件夹' },
    explanation: { en: '{path} does not exist or cannot be read.', zh: '{path} 不存在或无法读取。' },
    nextStep: { en: 'Name another folder under Models.', zh: '请在“模型”中指定其他文件夹。' },
  },
  'speech/folder-unknown': {
    title: { en: 'No speech model in the folder', zh: '文件夹中没有语音模型' },
    explanation: {
      en: '{path} holds no model for {purpose} that is known: {message}',
      zh: '{path} 中没有已知的用于“{purpose}”的模型：{message}',
    },
    nextStep: {
      en: 'Unpack a sherpa-onnx model there, with its tokens.txt and .onnx files.',
      zh: '请在该处解压 sherpa-onnx 模型，包含 tokens.txt 和 .onnx 文件。',
    },
  },
  'speech/local-failed': {
    title: { en: 'Local speech failed', zh: '本地语音出错' },
    explanation: {
      en: 'The model in {path} could not be used: {message}',
      zh: '无法使用 {path} 中的模型：{message}',
    },
    nextStep: {
      en: 'The files may be incomplete or for another version. Download the model again.',
      zh: '文件可能不完整或版本不符，请重新下载模型。',
    },
  },
  'speech/system-voice': {
    title: { en: 'System voices speak in the window', zh: '系统语音在窗口中播放' },
    explanation: {
      en: 'A voice of this computer speaks where a window of the studio is open; it gives no sound on a wire.',
      zh: '本机语音只在工作室窗口中播放，不会在连线上输出声音。',
    },
    nextStep: {
      en: 'Wire the text to the input “say” of a Speaker node.',
      zh: '请将文本连接到“扬声器”节点的“朗读”输入。',
    },
  },
  'speech/detector-failed': {
    title: { en: 'The voice detector failed', zh: '语音检测器出错' },
    explanation: {
      en: 'The model that notices voices could not be used: {message}',
      zh: '用于检测人声的模型无法使用：{message}',
    },
    nextStep: {
      en: 'Start the program again. If it stays so, install the studio again.',
      zh: '请重新启动程序。如果仍然如此，请重新安装工作室。',
    },
  },
} as const satisfies ErrorArea;
