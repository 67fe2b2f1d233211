/** What tests of several rooms share: a small world to work in, servers that answer as a test says, clocks and logs. */
@NullMarked
package io.github.backup4j.huawei.support;

import org.jspecify.annotations.NullMarked;
