/** Intune's JSON about remote actions. Reference sheet intune-api, section 5; derived types from Microsoft's metadata. */
import { z } from 'zod/v4';
import type {
  ActionableDevice,
  DeviceActionResult,
  DeviceActionYield,
  LogCollection,
} from '../../domain/tenant/device-action.ts';
import { filledText, flag, id, number, oneOf, text, time } from '../http/wire.ts';
import { MANAGED_DEVICE_SELECT, managedDevice } from './wire-intune.ts';

export const ACTIONABLE_DEVICE_SELECT = `${MANAGED_DEVICE_SELECT},isSupervised,deviceActionResults`;

/** What an action brought to light (a passcode, a place) is not read here: only `deviceActionYields` does. */
const deviceActionResult: z.ZodType<DeviceActionResult> = z
  .object({
    actionName: text.transform((value) => value ?? ''),
    actionState: oneOf(
      ['none', 'pending', 'canceled', 'active', 'done', 'failed', 'notSupported'],
      'unknown',
    ),
    startDateTime: time,
    lastUpdatedDateTime: time,
    errorCode: number,
    scanType: text,
  })
  .transform(({ scanType, ...rest }) => ({ ...rest, scanKind: scanKind(scanType) }));

/** Microsoft's description says "full scan or quick scan"; the literals are UNCONFIRMED. */
function scanKind(scanType: string | null): DeviceActionResult['scanKind'] {
  const [named, ...more] = (['quick', 'full'] as const).filter((kind) =>
    scanType?.toLowerCase().includes(kind),
  );
  return more.length === 0 ? (named ?? null) : null;
}

const actionPart = z.object({
  isSupervised: flag,
  deviceActionResults: z
    .array(deviceActionResult)
    .nullish()
    .transform((value) => value ?? []),
});

export const actionableDevice: z.ZodType<ActionableDevice> = z
  .looseObject({})
  .transform((value, context): ActionableDevice => {
    const device = managedDevice.safeParse(value);
    const part = actionPart.safeParse(value);
    if (device.success && part.success) return { ...device.data, ...part.data };
    for (const { error } of [device, part]) {
      for (const { path, message } of error?.issues ?? [])
        context.addIssue({ code: 'custom', path, message });
    }
    return z.NEVER;
  });

const deviceLocation = z
  .object({
    latitude: z.number(),
    longitude: z.number(),
    horizontalAccuracy: number,
    lastCollectedDateTime: time,
  })
  .nullish()
  .transform((value) => value ?? null);

export const deviceActionYields: z.ZodType<
  readonly (DeviceActionYield & Pick<DeviceActionResult, 'actionName'>)[]
> = z
  .object({
    deviceActionResults: z
      .array(
        z.object({
          actionName: text.transform((value) => value ?? ''),
          passcode: filledText,
          unlockPin: filledText,
          deviceLocation,
        }),
      )
      .nullish(),
  })
  .transform(({ deviceActionResults }) =>
    (deviceActionResults ?? []).map(({ deviceLocation: location, ...rest }) => ({ ...rest, location })),
  );

export const logCollection: z.ZodType<LogCollection> = z.object({
  id,
  status: oneOf(['pending', 'completed', 'failed'], 'unknown'),
  requestedDateTimeUTC: time,
});
