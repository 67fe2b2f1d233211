package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.BackupListener;
import io.github.backup4j.TimeSource;
import io.github.backup4j.huawei.internal.http.Connection;
import io.github.backup4j.huawei.internal.http.Credentials;
import io.github.backup4j.huawei.internal.http.HttpSettings;
import io.github.backup4j.huawei.internal.http.Identity;
import io.github.backup4j.huawei.internal.http.ResponseLimits;
import io.github.backup4j.huawei.internal.http.RetryRules;
import io.github.backup4j.huawei.internal.http.ServiceClient;
import java.time.Duration;
import java.util.Map;
import java.util.Random;

/** Clients and contexts without a service, for tests that make no call. */
public final class Unconnected {
    private static final Credentials CREDENTIALS = Credentials.fixed("AKEXAMPLE", "SKEXAMPLE", null);
    private static final Identity IDENTITY = new Identity("region-1", CREDENTIALS, "project-1", "account-1");

    private Unconnected() {}

    /** Returns a client. */
    public static ServiceClient client(TimeSource time, RetryRules rules) {
        Connection connection = new Connection(
                time, CREDENTIALS, IDENTITY, Map.of(), new HttpSettings().config(), ResponseLimits.USUAL, "Date");
        return ServiceClient.of(connection, rules, new Random(1), new BackupListener() {});
    }

    /** Returns a context. */
    public static Context context() {
        return context(TimeSource.system());
    }

    /** Returns a context with a clock. */
    static Context context(TimeSource time) {
        Duration interval = Duration.ofSeconds(5);
        return new Context(
                IDENTITY,
                time,
                client(time, RetryRules.USUAL),
                new Poller(time, interval),
                interval,
                new Duplicates(new BackupListener() {}),
                TokenSeal.NONE,
                new SharedState(),
                other -> Works.of());
    }
}
