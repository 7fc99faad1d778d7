import { Help, type Option } from "commander";

/** How help is written: an empty default, as options that may be repeated have it, is not shown. */
export const helpText = {
  optionDescription(this: Help, option: Option): string {
    const shown = isEmpty(option.defaultValue) ? Object.create(option, { defaultValue: { value: undefined } }) : option;
    return Help.prototype.optionDescription.call(this, shown);
  },
};

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
