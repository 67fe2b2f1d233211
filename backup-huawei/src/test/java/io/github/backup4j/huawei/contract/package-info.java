/** The contract of the portable API, over HTTP, with responses in the recorded and in the documented form. */
@NullMarked
package io.github.backup4j.huawei.contract;

import org.jspecify.annotations.NullMarked;
