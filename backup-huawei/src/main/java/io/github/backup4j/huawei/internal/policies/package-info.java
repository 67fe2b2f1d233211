/**
 * Policies, their schedules and their retention. Uses work and http, and of other packages only CBR's names of types; reads the
 * vaults that policies are attached to through {@link io.github.backup4j.huawei.internal.policies.AttachableVaults}.
 */
@NullMarked
package io.github.backup4j.huawei.internal.policies;

import org.jspecify.annotations.NullMarked;
