import { h } from "./dom.ts";

type Text = {
  text: string;
};
const Badge = ({ text }: { text: string }): unknown => <b>{text}</b>;
export const view = (of: Text): unknown => <Badge text={of.text} />;
