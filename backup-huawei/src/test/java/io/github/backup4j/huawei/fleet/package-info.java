/** How many requests work on many resources at once takes. */
@NullMarked
package io.github.backup4j.huawei.fleet;

import org.jspecify.annotations.NullMarked;
