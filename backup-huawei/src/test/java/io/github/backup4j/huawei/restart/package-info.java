/** Long work that is continued by another process from any token, and tokens that are damaged, forged or of elsewhere. */
@NullMarked
package io.github.backup4j.huawei.restart;

import org.jspecify.annotations.NullMarked;
