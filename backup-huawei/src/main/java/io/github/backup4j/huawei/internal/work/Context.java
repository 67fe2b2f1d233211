package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.BackupListener;
import io.github.backup4j.Site;
import io.github.backup4j.TimeSource;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.internal.http.Identity;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.http.ServiceClient;
import io.github.backup4j.spi.OperationDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/**
 * What all services of one {@link HuaweiBackup} share.
 *
 * @param identity which project calls are for
 * @param time what waiting waits on
 * @param client how services are called
 * @param poller who looks at work that nobody waits for
 * @param pollInterval how long to wait between the first two looks
 * @param duplicates who is told of resources that are there twice
 * @param seal how tokens are signed
 * @param shared what is in common to all that is built in any context of this backup
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

    /** Returns what time it is by the clock of the services: what instants of theirs are compared with, and what they are sent. */
    public Instant serviceNow() {
        return client.clock().now();
    }

    /** Returns what the clock of the services says at an instant of ours. */
    Instant serviceTime(Instant ours) {
        return client.clock().of(ours);
    }

    /** Finds out what the calls of a service need to know, before anything is changed. */
    public void require(Service service) {
        identity.require(service, client);
    }

    /** The same work for one poll, whose calls are sent once each and do not pause. */
    <T> Work<T> polling(Work<T> work) {
        return wiring.apply(with(client.within(client.poll()), duplicates)).same(work);
    }

    /** The same for another listener. */
    public Context telling(BackupListener listener) {
        return with(client.telling(listener), new Duplicates(listener));
    }

    private Context with(ServiceClient otherClient, Duplicates otherDuplicates) {
        return new Context(identity, time, otherClient, poller, pollInterval, otherDuplicates, seal, shared, wiring);
    }

    /** The looks at all things of a kind that somebody waits for, which calls and polls of this backup share. */
    public <B, S> Looks<B, S> looks(String kind) {
        return shared.looks(kind, () -> new Looks<B, S>(time, pollInterval));
    }

    /** Returns work that was started. */
    public <T> OperationDriver<T> operation(Work<T> work, Token token) {
        work.expect(token);
        return new WorkDriver<>(work, token, this);
    }
}
