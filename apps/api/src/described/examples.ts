import type { StreamKind } from '#psti';

/** Events of the first worked scenario and its like, as they are offered: a spec holds them against their own classes. */
type Examples = Readonly<
  Record<string, { readonly type: string; readonly on: string; readonly at?: string; readonly data: object }>
>;

export const examples: Readonly<Record<StreamKind, Examples>> = {
  product: {
    RoleAsserted: { type: 'RoleAsserted', on: '2025-08-01', data: { of: 'kestrel', role: 'manufacturer', fromOn: '2025-08-01' } },
    ScopeFinding: {
      type: 'ScopeFinding',
      on: '2025-08-01',
      data: { test: 's.5(1)', answer: 'yes', foundBy: 'kestrel', reasons: 'IP over Wi-Fi' },
    },
    MadeAvailable: {
      type: 'MadeAvailable',
      on: '2025-08-11',
      data: {
        from: 'kestrel',
        to: 'tarn-beck',
        toRole: 'importer',
        as: 'supply',
        place: 'GB',
        condition: 'new',
        reliesOn: 'statement',
      },
    },
  },
  failure: {
    ComplianceFailureReported: {
      type: 'ComplianceFailureReported',
      on: '2026-02-03',
      at: '2026-02-03T09:30:00Z',
      data: {
        product: 'puffincam-2',
        from: { kind: 'researcher' },
        claims: 'is',
        toPublishedAddress: true,
        text: 'all units share one admin password after set-up',
      },
    },
    NotificationGiven: {
      type: 'NotificationGiven',
      on: '2026-02-11',
      data: {
        to: 'tarn-beck',
        means: 'email',
        claims: 'is',
        content: ['details', 'risks', 'steps'],
        authorityNotified: 'yes',
        describesInvestigation: true,
        text: 'every unit has the same password; change it at once',
      },
    },
    CorrectiveActionTaken: {
      type: 'CorrectiveActionTaken',
      on: '2026-02-20',
      data: { steps: 'firmware 2.1 asks for a new password', successful: true, batches: 'all' },
    },
    Correction: {
      type: 'Correction',
      on: '2026-02-21',
      data: { supersedes: '3c2d6f0e-54a2-5a5c-9f0b-1f6f0c6f4c11', reasons: 'recorded against the wrong failure' },
    },
  },
  notice: {
    IntentNotified: {
      type: 'IntentNotified',
      on: '2026-07-13',
      data: {
        kind: 'compliance',
        breach: { duty: 'PSTI-S15-2-SOC-ACCOMPANY', product: 'sleepmat' },
        means: 'email',
        addressIndicated: true,
      },
    },
  },
  profile: { PartyDescribed: { type: 'PartyDescribed', on: '2026-02-28', data: { dissolvedOn: '2026-02-28' } } },
  delivery: {
    NotificationAcknowledged: {
      type: 'NotificationAcknowledged',
      on: '2026-02-12',
      data: {
        failure: 'shared-password',
        notification: '3c2d6f0e-54a2-5a5c-9f0b-1f6f0c6f4c11',
        recipient: 'tarn-beck',
        textHash: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      },
    },
    Declined: {
      type: 'Declined',
      on: '2026-02-12',
      data: {
        failure: 'shared-password',
        notification: '3c2d6f0e-54a2-5a5c-9f0b-1f6f0c6f4c11',
        recipient: 'quayside',
        why: 'not stocked',
      },
    },
  },
  installation: {
    PartyAdmitted: { type: 'PartyAdmitted', on: '2025-08-01', data: { party: 'kestrel', name: 'Kestrel Heimtechnik GmbH' } },
  },
};
