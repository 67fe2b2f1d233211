package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.Site;
import io.github.backup4j.TimeSource;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.internal.http.Identity;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.http.ServiceClient;
import io.github.backup4j.spi.OperationDriver;
import java.time.Duration;
import java.time.Instant;

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
 */
public record Context(
        Identity identity,
        TimeSource time,
        ServiceClient client,
        Poller poller,
        Duration pollInterval,
        Duplicates duplicates,
        TokenSeal seal) {
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

    /** The same for one poll of long-running work, whose calls are sent once each and do not pause. */
    Context polling() {
        return new Context(identity, time, client.within(client.poll()), poller, pollInterval, duplicates, seal);
    }

    /** Returns work that was started. */
    public <T> OperationDriver<T> operation(Work<T> work, Token token) {
        work.expect(token);
        return new WorkDriver<>(work, token, this);
    }
}
