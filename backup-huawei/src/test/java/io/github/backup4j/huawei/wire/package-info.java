/** What the provider reads from responses and sends in requests, from those that are documented to those that are damaged. */
@NullMarked
package io.github.backup4j.huawei.wire;

import org.jspecify.annotations.NullMarked;
