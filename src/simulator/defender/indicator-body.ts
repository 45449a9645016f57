import type { Json, JsonObject } from '../json.ts';
import { invalidInput } from './defender-errors.ts';
import { checkIndicatorValue, INDICATOR_TYPES } from './indicator-value.ts';
import { onlyNames, requiredMember, requiredText, wrongValue } from './request-body.ts';

export const INDICATOR_ACTIONS: readonly string[] = [
  'Warn',
  'Block',
  'Audit',
  'Alert',
  'AlertAndBlock',
  'BlockAndRemediate',
  'Allowed',
];
export const SEVERITIES: readonly string[] = ['Informational', 'Low', 'Medium', 'High'];

/**
 * The actions that the overview of indicators lists for each type. Warn is for Defender for Cloud Apps only according
 * to another page (CONFLICT). Alert and AlertAndBlock ended in January 2022, though samples still show them (CONFLICT).
 */
function allowedActions(type: string): readonly string[] {
  if (type === 'CertificateThumbprint') return ['Allowed', 'BlockAndRemediate'];
  const everywhere = ['Allowed', 'Audit', 'Warn', 'Block'];
  return type.startsWith('File') ? [...everywhere, 'BlockAndRemediate'] : everywhere;
}

const NAMES = [
  'indicatorValue',
  'indicatorType',
  'action',
  'application',
  'title',
  'description',
  'expirationTime',
  'severity',
  'recommendedActions',
  'rbacGroupNames',
  'educateUrl',
  'generateAlert',
];

/** What a caller may say about an indicator, optional properties filled in. `now` in milliseconds. */
export function readIndicator(body: JsonObject, now: number): JsonObject {
  const type = requiredMember(body, 'indicatorType', INDICATOR_TYPES);
  const value = requiredText(body, 'indicatorValue');
  const action = requiredMember(body, 'action', INDICATOR_ACTIONS);
  const wanted: JsonObject = {
    indicatorValue: value,
    indicatorType: type,
    action,
    title: requiredText(body, 'title'),
    description: requiredText(body, 'description'),
    application: optionalText(body, 'application'),
    // What stands in when it is left out is UNCONFIRMED.
    severity: requiredMember({ severity: body['severity'] ?? 'Informational' }, 'severity', SEVERITIES),
    recommendedActions: optionalText(body, 'recommendedActions'),
    generateAlert: readFlag(body, 'generateAlert'),
    rbacGroupNames: readNames(body, 'rbacGroupNames'),
    educateUrl: optionalText(body, 'educateUrl'),
    expirationTime: optionalTime(body, 'expirationTime'),
  };
  onlyNames(body, NAMES);
  checkIndicatorValue(type, value);
  checkTogether(wanted, { type, action, now });
  return wanted;
}

/** Rules between properties; that breaking one is refused, and with which code, is UNCONFIRMED. */
function checkTogether(wanted: JsonObject, given: { type: string; action: string; now: number }): void {
  const { type, action, now } = given;
  if (!allowedActions(type).includes(action)) throw invalidInput(`action ${action} for ${type}`);
  if (action === 'Audit' && wanted['generateAlert'] !== true) {
    throw invalidInput('generateAlert: it must be true for the action Audit');
  }
  const educates = type === 'Url' && (action === 'Block' || action === 'Warn');
  if (wanted['educateUrl'] !== null && !educates) throw invalidInput('educateUrl');
  const { expirationTime } = wanted;
  if (typeof expirationTime === 'string' && Date.parse(expirationTime) <= now) {
    throw invalidInput(`expirationTime ${expirationTime}`);
  }
}

function optionalText(body: JsonObject, name: string): string | null {
  const value = body[name] ?? null;
  if (value !== null && typeof value !== 'string') throw wrongValue(name, 'a string');
  return value;
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

function optionalTime(body: JsonObject, name: string): string | null {
  const value = optionalText(body, name);
  if (value !== null && (!TIME.test(value) || Number.isNaN(Date.parse(value)))) {
    throw wrongValue(name, 'a DateTimeOffset');
  }
  return value;
}

/** The page calls it an enum of True and False; JSON's own are taken. */
function readFlag(body: JsonObject, name: string): boolean {
  const value = body[name] ?? false;
  if (typeof value !== 'boolean') throw wrongValue(name, 'true or false');
  return value;
}

/** One table calls it a comma-separated string, samples and resource a list (CONFLICT): a list. */
function readNames(body: JsonObject, name: string): Json[] {
  const value = body[name] ?? [];
  if (!Array.isArray(value) || value.some((item) => typeof item !== 'string')) {
    throw wrongValue(name, 'an array of strings');
  }
  return value;
}
