import { Help, type Option } from "commander";

/** How help is written: a default that is empty is not shown. */
export const helpText = {
  optionDescription(this: Help, option: Option): string {
    const shown = isEmpty(option.defaultValue) ? Object.create(option, { defaultValue: { value: undefined } }) : option;
    return Help.prototype.optionDescription.call(this, shown);
  },
};

function isEmpty(value: unknown): boolean {
  return value === "" || (typeof value === "object" && value !== null && Object.keys(value).length === 0);
}
