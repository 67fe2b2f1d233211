package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.BackupListener;
import io.github.backup4j.RequestKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports duplicate resources to the log and to the caller's listener. Safe for use by many threads. */
public final class Duplicates {
    private static final Logger LOG = LoggerFactory.getLogger("io.github.backup4j.huawei");

    private final BackupListener listener;

    public Duplicates(BackupListener listener) {
        this.listener = listener;
    }

    /**
     * Reports surplus resources, if there are any.
     *
     * @param kind the kind of resource, in one word
     * @param key the request key; null: not known, as in work that was resumed
     * @param kept the one that the call returns
     * @param surplus the others
     */
    public void report(
            String kind,
            @Nullable RequestKey key,
            IdempotentCreate.Marked<?> kept,
            List<? extends IdempotentCreate.Marked<?>> surplus) {
        if (surplus.isEmpty()) {
            return;
        }
        List<String> ids = surplus.stream().map(IdempotentCreate.Marked::id).toList();
        String request = key == null ? "one request" : "request key \"" + key.value() + "\"";
        String advice = kind + " " + kept.id() + " and " + ids + " were created with " + request
                + ", by a request that was delivered twice or by callers at the same moment. " + kept.id()
                + " is used. The others stay, since they may be in use: check them, and delete those that nobody needs";
        LOG.warn("{}", advice);
        listener.duplicated(new BackupListener.Duplicate(kind, kept.id(), ids, advice));
    }
}
