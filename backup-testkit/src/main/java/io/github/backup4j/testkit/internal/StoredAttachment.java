package io.github.backup4j.testkit.internal;

import io.github.backup4j.VaultId;
import org.jspecify.annotations.Nullable;

/**
 * A policy on a vault.
 *
 * @param policy the policy
 * @param destination the vault that a replication policy copies to; null for a backup policy
 */
record StoredAttachment(StoredPolicy policy, @Nullable VaultId destination) {}
