/** Defender for Endpoint's JSON as the domain sees it. Reference sheet mde-api, sections 4, 5 and 7. */
import { z } from 'zod/v4';
import type {
  DeviceAlert,
  InstalledSoftware,
  Investigation,
  LogonUser,
  Machine,
  MachineAction,
  SessionCommand,
  Vulnerability,
} from '../../domain/tenant/device.ts';
import { filledText, flag, guid, id, instant, number, oneOf, text, texts, time } from '../http/wire.ts';

/** The reference prints `onboarded`, captures show `Onboarded`: compared without case. */
const onboardingStatus = text.transform((value) => {
  const known = ['Onboarded', 'CanBeOnboarded', 'Unsupported', 'InsufficientInfo'];
  return known.find((one) => one.toLowerCase() === value?.toLowerCase()) ?? 'unknown';
});

export const machine: z.ZodType<Machine> = z.object({
  id: id.transform((value) => value.toLowerCase()),
  computerDnsName: filledText,
  aadDeviceId: guid,
  firstSeen: time,
  lastSeen: time,
  osPlatform: filledText,
  osVersion: filledText,
  version: filledText,
  healthStatus: oneOf(
    ['Active', 'Inactive', 'ImpairedCommunication', 'NoSensorData', 'NoSensorDataImpairedCommunication'],
    'Unknown',
  ),
  onboardingStatus,
  riskScore: oneOf(['None', 'Informational', 'Low', 'Medium', 'High'], 'unknown'),
  exposureLevel: oneOf(['None', 'Low', 'Medium', 'High'], 'unknown'),
  deviceValue: oneOf(['Normal', 'Low', 'High'], 'unknown'),
  rbacGroupName: filledText,
  machineTags: texts,
  lastIpAddress: filledText,
  lastExternalIpAddress: filledText,
  defenderAvStatus: filledText,
  isAadJoined: flag,
});

const relatedFileInfo = z
  .object({ fileIdentifier: text, fileIdentifierType: text })
  .nullish()
  .transform((file) =>
    file?.fileIdentifierType?.toLowerCase() === 'sha1' ? (file.fileIdentifier?.toLowerCase() ?? null) : null,
  );

const sessionCommand: z.ZodType<SessionCommand> = z
  .object({
    commandStatus: oneOf(['Created', 'Completed', 'Failed'], 'unknown'),
    errors: texts,
    command: z.object({ type: id, params: z.array(z.object({ key: text, value: text })).nullish() }),
  })
  .transform(({ commandStatus, errors, command }) => ({
    type: command.type,
    object: command.params?.find(({ key }) => key !== 'Args')?.value ?? null,
    status: commandStatus,
    errors,
  }));

export const machineAction: z.ZodType<MachineAction> = z
  .object({
    id,
    type: id,
    scope: filledText,
    status: oneOf(['Pending', 'InProgress', 'Succeeded', 'Failed', 'TimeOut', 'Cancelled'], 'unknown'),
    requestor: filledText,
    requestorComment: filledText,
    requestSource: filledText,
    machineId: id.transform((value) => value.toLowerCase()),
    creationDateTimeUtc: instant,
    lastUpdateDateTimeUtc: time,
    errorHResult: number,
    troubleshootInfo: filledText,
    relatedFileInfo,
    cancellationComment: filledText,
    commands: z
      .array(sessionCommand)
      .nullish()
      .transform((value) => value ?? []),
  })
  .transform(({ relatedFileInfo: relatedFile, ...action }) => ({ ...action, relatedFile }));

/** The address stands in a second pair of quotation marks in Microsoft's sample (section 5.3). */
export const packageLink: z.ZodType<string> = z
  .object({ value: z.string().transform((value) => value.replace(/^"(.*)"$/, '$1')) })
  .transform(({ value }) => value)
  .pipe(z.url({ protocol: /^https$/ }));

export const resultLink: z.ZodType<string> = z
  .object({ value: z.url({ protocol: /^https$/ }) })
  .transform(({ value }) => value);

/** Its id is a number in text; that it cannot be a bare number is UNCONFIRMED (section 10). */
export const investigation: z.ZodType<Investigation> = z.object({
  id: z.union([id, z.number()]).transform(String),
});

export const logonUser: z.ZodType<LogonUser> = z.object({
  accountName: id,
  accountDomain: filledText,
  firstSeen: time,
  lastSeen: time,
  logonTypes: filledText,
  isDomainAdmin: flag,
});

export const vulnerability: z.ZodType<Vulnerability> = z.object({
  id,
  name: text.transform((value) => value ?? ''),
  severity: text.transform((value) => value ?? 'unknown'),
  cvssV3: number,
  publicExploit: flag.transform((value) => value ?? false),
  exploitInKit: flag.transform((value) => value ?? false),
  publishedOn: time,
});

export const software: z.ZodType<InstalledSoftware> = z.object({
  id,
  name: text.transform((value) => value ?? ''),
  vendor: text.transform((value) => value ?? ''),
  weaknesses: number.transform((value) => value ?? 0),
  publicExploit: flag.transform((value) => value ?? false),
});

export const deviceAlert: z.ZodType<DeviceAlert> = z.object({
  id,
  incidentId: z
    .union([z.number(), z.string()])
    .nullish()
    .transform((value) => (value === null || value === undefined ? null : String(value))),
  title: text.transform((value) => value ?? ''),
  severity: oneOf(['Informational', 'Low', 'Medium', 'High'], 'UnSpecified'),
  status: oneOf(['New', 'InProgress', 'Resolved'], 'Unknown'),
  category: filledText,
  assignedTo: filledText,
  alertCreationTime: time,
  lastEventTime: time,
});
