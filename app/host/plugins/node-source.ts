/** Where a node type comes from, and the Python that goes with it. */
export interface NodeSource {
  /** Absolute path of the node's folder. */
  readonly directory: string;
  readonly isBuiltIn: boolean;
  /** `driver.py`; null where nothing runs on a device. */
  readonly driver: string | null;
  /** Library name → Python, for those that the node's definition lists. */
  readonly libraries: ReadonlyMap<string, string>;
  /** `node.host.ts` or its compiled form; null where nothing runs on the hub. */
  readonly hostModule: string | null;
}
