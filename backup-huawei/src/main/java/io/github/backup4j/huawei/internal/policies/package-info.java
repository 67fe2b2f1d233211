/**
 * Policies, their schedules and their retention. Uses work and http, and of other nouns only the words of CBR for their types; the
 * vaults that policies are attached to it learns through {@link io.github.backup4j.huawei.internal.policies.AttachableVaults}.
 */
@NullMarked
package io.github.backup4j.huawei.internal.policies;

import org.jspecify.annotations.NullMarked;
