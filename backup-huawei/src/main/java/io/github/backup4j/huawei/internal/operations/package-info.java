/**
 * CBR's operation log and backup runs, and long-running operations that are resumed by token. Depends on the packages
 * work, http and resources.
 */
@NullMarked
package io.github.backup4j.huawei.internal.operations;

import org.jspecify.annotations.NullMarked;
