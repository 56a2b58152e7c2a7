/** An attribute that is no declaration of a namespace. */
export interface XmlAttribute {
  readonly local: string;
  /** Empty for none. */
  readonly namespace: string;
  readonly value: string;
}

/** An element with all that is in it. */
export interface XmlElement {
  readonly local: string;
  /** Empty for none. */
  readonly namespace: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  /** The character data directly in it, one after the other. */
  readonly text: string;
}

/** The value of an attribute without namespace. */
export function attributeOf(element: XmlElement, local: string): string | undefined {
  return element.attributes.find((one) => one.namespace === "" && one.local === local)?.value;
}

/** The children with a name. */
export function childrenOf(element: XmlElement, namespace: string, local: string): XmlElement[] {
  return element.children.filter((child) => child.namespace === namespace && child.local === local);
}
