/** Requests, responses and routes: what all services share. It depends on none of them. */
@NullMarked
package io.github.backup4j.huawei.emulator.internal.http;

import org.jspecify.annotations.NullMarked;
