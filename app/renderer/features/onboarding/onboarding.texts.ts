import { defineTexts } from '../../i18n/texts.ts';

export const onboardingTexts = defineTexts('onboarding', {
  en: {
    title: 'Three things to try',
    run: 'Press Run',
    runText: 'The sample starts on a virtual board.',
    touch: 'Play with the device',
    touchText: 'Press its button or move its sensors, at the right.',
    wire: 'Wire something',
    wireText: 'Drag a node from the left and draw a wire from port to port.',
    close: 'Close the guide',
    done: 'done',
  },
  zh: {
    title: '试试这三件事',
    run: '点击“运行”',
    runText: '示例会在虚拟开发板上启动。',
    touch: '玩一玩设备',
    touchText: '在右侧按它的按钮，或拨动它的传感器。',
    wire: '连一根线',
    wireText: '从左侧拖入节点，再从端口拖线到端口。',
    close: '关闭引导',
    done: '已完成',
  },
});
