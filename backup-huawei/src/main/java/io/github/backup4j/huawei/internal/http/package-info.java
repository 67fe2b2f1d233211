/**
 * Calls to the services of Huawei Cloud: who is called, with which credentials, how often and how fast, and what a response or a
 * failure means. {@link io.github.backup4j.huawei.internal.http.ServiceClient} makes calls, and {@code CallChain} says, from top to
 * bottom, what happens to one. Knows no vault, no token and no request mark.
 */
@NullMarked
package io.github.backup4j.huawei.internal.http;

import org.jspecify.annotations.NullMarked;
