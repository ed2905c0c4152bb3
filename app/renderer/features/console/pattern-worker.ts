/** What the window asks: the texts that match. */
export interface PatternRequest {
  readonly id: number;
  readonly pattern: string;
  readonly texts: readonly string[];
}
export interface PatternAnswer {
  readonly id: number;
  readonly matches: readonly boolean[];
}

self.addEventListener('message', (event: MessageEvent<PatternRequest>) => {
  const { id, pattern, texts } = event.data;
  const expression = new RegExp(pattern, 'iu');
  const answer: PatternAnswer = { id, matches: texts.map(text => expression.test(text)) };
  self.postMessage(answer);
});
