/** Requests, answers and routes: what is the same for all services. Knows none of them. */
@NullMarked
package io.github.backup4j.huawei.emulator.internal.http;

import org.jspecify.annotations.NullMarked;
