package io.github.backup4j.huawei.internal.http;

import com.huaweicloud.sdk.core.http.HttpRequestDef;
import io.github.backup4j.BackupListener;
import org.jspecify.annotations.Nullable;

/**
 * One call to a service, as it goes down the {@link CallChain}.
 *
 * @param service the service
 * @param definition the SDK's definition of the call, whose response type is not used
 * @param request the SDK's request
 * @param mode what the call does, and so when it may be sent again
 * @param poll the poll of long-running work that the call is part of; null: it is part of none
 * @param listener receives each request that is sent
 * @param attempt the number of the attempt, from 1
 * @param <R> the type of the request
 */
record Call<R>(
        Service service,
        HttpRequestDef<R, ?> definition,
        R request,
        CallMode mode,
        @Nullable Poll poll,
        BackupListener listener,
        int attempt) {
    /** Returns the next attempt at the same call. */
    Call<R> again() {
        return new Call<>(service, definition, request, mode, poll, listener, attempt + 1);
    }

    /** Returns the name of the call for logs and errors, such as {@code "CBR CreateVault"}. */
    String name() {
        return service + " " + definition.getName();
    }
}
