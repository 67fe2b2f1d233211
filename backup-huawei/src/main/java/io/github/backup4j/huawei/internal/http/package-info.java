/**
 * Calls to the services of Huawei Cloud: addresses, credentials, retries, limits, and the meaning of responses and
 * failures. {@link io.github.backup4j.huawei.internal.http.ServiceClient} makes calls; {@code CallChain} shows, from
 * top to bottom, what happens to one. This package knows no vaults, tokens or request marks.
 */
@NullMarked
package io.github.backup4j.huawei.internal.http;

import org.jspecify.annotations.NullMarked;
