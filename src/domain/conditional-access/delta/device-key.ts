/** Devices that every policy at hand treats alike, so that one evaluation serves for all of them. */
import type { CompiledPolicy } from '../compile.ts';
import { atomsOf } from '../device-rule.ts';
import { ruleTruth } from '../device-rule-truth.ts';
import type { DeviceSignals } from '../population-facts.ts';

/** Grant controls look at these two themselves. */
const ALWAYS = ['iscompliant', 'trusttype'];

/** Two devices with the same key are alike to these policies. */
export function deviceKey(policies: readonly CompiledPolicy[]): (device: DeviceSignals) => string {
  const rules = policies.flatMap(({ mentions }) => mentions.deviceRules);
  const named = rules.flatMap(atomsOf).map((atom) => atom.attribute);
  const attributes = [...new Set([...ALWAYS, ...named])];
  return (signals) => {
    const { device, intuneManaged, platform } = signals;
    const truths = rules.map((rule) => ruleTruth(rule, signals));
    // Where a rule is open, what is known of the device decides what it could come to.
    const open = truths.includes('unknown');
    // A number is no value of a device: it stands for what is not known.
    const values = (open ? attributes : ALWAYS).map(
      (name) => device.values.get(name) ?? (device.values.has(name) ? null : 0),
    );
    return JSON.stringify([
      platform === undefined ? 'unknown' : platform,
      open ? (intuneManaged ?? 'unknown') : null,
      truths,
      values,
    ]);
  };
}
