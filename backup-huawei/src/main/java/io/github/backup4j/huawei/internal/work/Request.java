package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.Invalid;
import io.github.backup4j.RequestKey;
import io.github.backup4j.huawei.internal.http.CallMode;
import io.github.backup4j.spi.CallKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A call that creates a resource, with its request key.
 *
 * @param key the key, with the instant from which on it may have been used
 * @param mark the mark that it leaves on the resource; null: there was no room for one
 * @param keyChosen whether the caller chose the key, so that it may have made the call before
 * @param since the key was not used before this instant, by the service's clock; null: not known
 */
public record Request(
        RequestKey key,
        @Nullable RequestMark mark,
        boolean keyChosen,
        @Nullable Instant since) {
    /**
     * Returns the request of a call. If the clock of the services is independent of ours, this sends a request to read it.
     *
     * @param kind the kind of the call: the same key may be used for calls of different kinds
     * @param called the key of the call
     * @param parameters the other arguments of the call
     */
    public static Request of(Context context, String kind, CallKey called, Object... parameters) {
        RequestKey key = called.key();
        Instant now = context.serviceNowForMark();
        RequestMark mark = RequestMark.of(kind, key.value(), List.of(parameters), now);
        if (!called.chosen()) {
            return new Request(key, mark, false, now);
        }
        Instant since = key.madeAt();
        RequestKey known = since == null ? key.madeAt(context.time().now()) : key;
        return new Request(known, mark, true, since == null ? null : context.serviceTime(since));
    }

    /**
     * Returns the same call, with its mark only if the resource has room for it.
     *
     * @param room how much room there is
     * @param needed how much room the mark takes
     * @param what the field that lacks room, for the message
     * @throws Invalid if there is no room, and the caller chose the key
     */
    public Request within(int room, int needed, String what) {
        if (needed <= room) {
            return this;
        }
        if (keyChosen) {
            throw new Invalid(what + " leaves no room for the mark of request key \"" + key.value() + "\": it needs "
                    + needed + ", and " + Math.max(0, room) + " are left; nothing was created");
        }
        return new Request(key, null, false, since);
    }

    /** Returns the tags with the mark, which is one tag more. */
    public Map<String, String> tags(Map<String, String> tags) {
        if (mark == null) {
            return tags;
        }
        Map<String, String> marked = new LinkedHashMap<>(tags);
        marked.put(RequestMark.NAME, mark.text());
        return marked;
    }

    /** Returns the mark as the only entry of metadata. */
    public Map<String, String> metadata() {
        return tags(Map.of());
    }

    /**
     * Returns the mode of the call that creates the resource: if it has a mark to look for, it is not retried while
     * busy.
     */
    public CallMode mode() {
        return mark == null ? CallMode.CHANGE : CallMode.KEYED;
    }

    /** Returns the mark as the token of the work keeps it for its next steps. */
    public String tag() {
        return mark == null ? UUID.randomUUID().toString() : mark.text();
    }

    /**
     * Returns the client token by which a service recognizes a repeated request and creates nothing twice.
     *
     * @param more distinguishes the request from an earlier one with the same key and parameters; "": nothing
     */
    public String token(String more) {
        return mark == null ? UUID.randomUUID().toString() : mark.token(more);
    }

    public String described(String description) {
        return mark == null ? description : mark.behind(description);
    }

    public String pending(String name) {
        return mark == null ? name : mark.pendingBehindName(name);
    }
}
