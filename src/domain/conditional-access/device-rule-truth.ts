/**
 * Whether a device rule holds. Microsoft's table for devices that are not registered in Entra: a positive operator is
 * false, a negative one true. Extension attributes can only be seen on a device that Intune manages, or that is
 * compliant or hybrid joined; on any other they count as having no value (UNCONFIRMED derivation of the documented
 * table). Source: reference sheet conditional-access, section 6.
 */
import type { DeviceFacts } from './device-facts.ts';
import { isCompliant, isExtensionAttribute, isHybridJoined } from './device-facts.ts';
import type { Atom, DeviceRule } from './device-rule.ts';
import type { SignInFacts } from './facts.ts';
import type { Missing } from './signals.ts';
import { NOTHING_MISSING, POLICY_VALUE, bitOf } from './signals.ts';
import type { Truth } from './truth.ts';
import { and, not, or } from './truth.ts';

const DEVICE = bitOf('device');
const MANAGED = bitOf('managedDevice');

/** What a rule looks at. */
type DeviceSide = Pick<SignInFacts, 'device' | 'intuneManaged'>;

export function ruleTruth(rule: DeviceRule, facts: DeviceSide): Truth {
  switch (rule.kind) {
    case 'atom':
      return atomTruth(rule, facts);
    case 'not':
      return not(ruleTruth(rule.part, facts));
    case 'unknown':
      return 'unknown';
    case 'and':
      return rule.parts.reduce<Truth>((truth, part) => and(truth, ruleTruth(part, facts)), true);
    default:
      return rule.parts.reduce<Truth>((truth, part) => or(truth, ruleTruth(part, facts)), false);
  }
}

/** What would have to be known for the parts that are unknown now. */
export function ruleMissing(rule: DeviceRule, facts: DeviceSide): Missing {
  switch (rule.kind) {
    case 'atom':
      return atomTruth(rule, facts) === 'unknown' ? atomMissing(rule, facts) : NOTHING_MISSING;
    case 'not':
      return ruleMissing(rule.part, facts);
    case 'unknown':
      return POLICY_VALUE;
    default:
      return rule.parts.reduce<Missing>(
        (missing, part) => missing | ruleMissing(part, facts),
        NOTHING_MISSING,
      );
  }
}

function atomTruth(atom: Atom, facts: DeviceSide): Truth {
  const { device } = facts;
  if (device === undefined) return 'unknown';
  // How `-eq null` treats an unregistered device is not documented.
  if (device === null) return atom.comparison === 'isNull' ? 'unknown' : false;
  if (!isExtensionAttribute(atom.attribute)) return valueTruth(atom, device);
  const visible = extensionsVisible(device, facts.intuneManaged);
  const seen = valueTruth(atom, device);
  const unseen = atom.comparison === 'isNull';
  if (visible === true || seen === unseen) return seen;
  return visible === false ? unseen : 'unknown';
}

function extensionsVisible(device: DeviceFacts, intuneManaged: boolean | undefined): Truth {
  return or(intuneManaged ?? 'unknown', or(isCompliant(device), isHybridJoined(device)));
}

function valueTruth(atom: Atom, device: DeviceFacts): Truth {
  const value = device.values.get(atom.attribute);
  if (value === undefined) return device.assumed.get(atom.key) ?? 'unknown';
  if (atom.comparison === 'isNull') return value === null;
  if (value === null) return false;
  if (typeof value !== 'string') return value.includes(atom.value);
  switch (atom.comparison) {
    case 'startsWith':
      return value.startsWith(atom.value);
    case 'endsWith':
      return value.endsWith(atom.value);
    case 'contains':
      return value.includes(atom.value);
    default:
      return value === atom.value;
  }
}

function atomMissing(atom: Atom, facts: DeviceSide): Missing {
  const { device, intuneManaged } = facts;
  if (device === null) return POLICY_VALUE;
  if (!isExtensionAttribute(atom.attribute)) return DEVICE;
  const managed = intuneManaged === undefined ? MANAGED : NOTHING_MISSING;
  if (device === undefined) return DEVICE | managed;
  const decided = isCompliant(device) !== 'unknown' && isHybridJoined(device) !== 'unknown';
  return managed | (decided && device.values.has(atom.attribute) ? NOTHING_MISSING : DEVICE);
}
