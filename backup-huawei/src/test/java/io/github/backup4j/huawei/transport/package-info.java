/** Connections, credentials, proxies, limits of responses, and what is logged of them. */
@NullMarked
package io.github.backup4j.huawei.transport;

import org.jspecify.annotations.NullMarked;
