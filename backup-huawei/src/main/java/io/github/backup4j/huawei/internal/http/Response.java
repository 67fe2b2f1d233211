package io.github.backup4j.huawei.internal.http;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A successful response.
 *
 * @param fields its fields; none if it has no body
 * @param exchange what happened below the SDK
 */
record Response(ObjectNode fields, Exchange exchange) {}
