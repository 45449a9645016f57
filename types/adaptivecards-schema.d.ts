// adaptivecards-templating's declarations reach into TypeScript sources that this compiler refuses (enums, CommonJS).
// tsconfig.json points the import here; nothing of ours uses these types.
export type PropertyBag = Record<string, unknown>;
