/**
 * What goes over the wire, compared with what the service documents: every request that the provider sends, and every answer
 * that it reads. The documents stand under {@code src/test/resources/wire}, one file for each operation.
 */
@NullMarked
package io.github.backup4j.huawei.golden;

import org.jspecify.annotations.NullMarked;
