/**
 * WireMock servers for the tests: {@link io.github.backup4j.huawei.stub.StubServer} answers HTTP requests as a test says. A
 * server that has to write something which is no HTTP is a raw one.
 */
@NullMarked
package io.github.backup4j.huawei.stub;

import org.jspecify.annotations.NullMarked;
