import { defineTexts } from '../../i18n/texts.ts';

export const paletteTexts = defineTexts('palette', {
  en: {
    search: 'Search nodes',
    clear: 'Clear the search',
    sensors: 'Sensors',
    models: 'Models',
    agents: 'Agents',
    logic: 'Logic',
    actuators: 'Actuators',
    hub: 'Hub',
    noneTitle: 'No node is called “{query}”',
    noneText: 'Try a sensor, a chip or what it should do: “distance”, “SHT31”, “light”.',
    empty: 'No node packs are installed.',
    addHint: 'Drag it onto the canvas, or press Enter.',
    readOnly: 'This project is read-only.',
  },
  zh: {
    search: '搜索节点',
    clear: '清除搜索',
    sensors: '传感器',
    models: '模型',
    agents: '智能体',
    logic: '逻辑',
    actuators: '执行器',
    hub: '中枢',
    noneTitle: '没有名为“{query}”的节点',
    noneText: '可输入传感器、芯片或用途，例如“距离”“SHT31”“灯”。',
    empty: '尚未安装任何节点包。',
    addHint: '拖到画布上，或按回车键。',
    readOnly: '此项目为只读。',
  },
});
