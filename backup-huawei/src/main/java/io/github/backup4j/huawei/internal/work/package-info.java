/**
 * What long-running work and idempotent creates have in common, whatever they create: {@link
 * io.github.backup4j.huawei.internal.work.Work} and its {@link io.github.backup4j.huawei.internal.work.Token}, polls, request
 * marks, and {@link io.github.backup4j.huawei.internal.work.IdempotentCreate}. Is built on calls to services, and knows no vault,
 * policy, restore point, snapshot or image.
 */
@NullMarked
package io.github.backup4j.huawei.internal.work;

import org.jspecify.annotations.NullMarked;
