/** Will hold the Huawei Cloud provider, whose only public type is {@code HuaweiBackup}. */
@NullMarked
package io.github.backup4j.huawei;

import org.jspecify.annotations.NullMarked;
