package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.BackupException;
import io.github.backup4j.BackupListener;
import io.github.backup4j.Site;
import io.github.backup4j.TimeSource;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.internal.http.IamCalls;
import io.github.backup4j.huawei.internal.http.Identity;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.http.ServiceClient;
import io.github.backup4j.spi.OperationDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The state that all services of one {@link HuaweiBackup} share.
 *
 * @param identity the project that calls are for
 * @param time the clock that waits use
 * @param client how services are called
 * @param poller polls work on behalf of futures
 * @param pollInterval how long to wait between the first two polls
 * @param duplicates reports duplicate resources
 * @param seal how tokens are signed
 * @param shared the state that all contexts of this backup share
 * @param wiring builds all kinds of work, with what they need, in a context
 */
public record Context(
        Identity identity,
        TimeSource time,
        ServiceClient client,
        Poller poller,
        Duration pollInterval,
        Duplicates duplicates,
        TokenSeal seal,
        SharedState shared,
        Function<Context, Works> wiring) {
    /** The region and project, which IAM may have to be asked for. */
    public Site site() {
        return identity.site(client);
    }

    /** Returns the time by the clock of the services, for comparison with their instants and for requests. */
    public Instant serviceNow() {
        return client.clock().now();
    }

    /** Returns the time by the clock of the services, for a mark. If that clock is independent of ours, this sends a request to read it. */
    Instant serviceNowForMark() {
        if (client.clock().isApart()) {
            try {
                var unused = new IamCalls(client).projectName(site().project());
            } catch (BackupException e) {
                // A refusal tells the time, too; without any response, the call itself will fail as well.
                return serviceNow();
            }
        }
        return serviceNow();
    }

    /** Converts an instant of our clock to the clock of the services; null if that is independent of ours. */
    @Nullable
    Instant serviceTime(Instant ours) {
        return client.clock().isApart() ? null : client.clock().of(ours);
    }

    /** Determines the project or account that the calls of a service need, before anything is changed. */
    public void require(Service service) {
        identity.require(service, client);
    }

    /** The same work for one poll, whose calls are sent once each and do not pause. */
    <T> Work<T> polling(Work<T> work) {
        return wiring.apply(with(client.within(client.poll()), duplicates)).same(work);
    }

    /** Returns the same context for another listener. */
    public Context telling(BackupListener listener) {
        return with(client.telling(listener), new Duplicates(listener));
    }

    private Context with(ServiceClient otherClient, Duplicates otherDuplicates) {
        return new Context(identity, time, otherClient, poller, pollInterval, otherDuplicates, seal, shared, wiring);
    }

    /** Returns the list reads of all awaited resources of a kind, which calls and polls of this backup share. */
    public <K, S> ListReads<K, S> listReads(String kind) {
        return shared.listReads(kind, () -> new ListReads<K, S>(time, pollInterval));
    }

    /** Returns whether a token has room for its fields. Where callers choose what a token holds, ask before anything is sent. */
    public boolean fits(Token token) {
        return token.fits(site(), seal);
    }

    /** Returns the driver of work that was started. */
    public <T> OperationDriver<T> operation(Work<T> work, Token token) {
        work.expect(token);
        return new WorkDriver<>(work, token, this);
    }
}
