/**
 * Long-running work and idempotent creates, whatever their resources:
 * {@link io.github.backup4j.huawei.internal.work.Work} and its {@link io.github.backup4j.huawei.internal.work.Token},
 * polls, request marks, and {@link io.github.backup4j.huawei.internal.work.IdempotentCreate}. This package uses calls
 * to services, and knows no vaults, policies, restore points, snapshots or images.
 */
@NullMarked
package io.github.backup4j.huawei.internal.work;

import org.jspecify.annotations.NullMarked;
