package io.github.backup4j.huawei;

import com.huaweicloud.sdk.cbr.v1.CbrClient;
import com.huaweicloud.sdk.core.HcClient;
import com.huaweicloud.sdk.ecs.v2.EcsClient;
import com.huaweicloud.sdk.evs.v2.EvsClient;
import com.huaweicloud.sdk.ims.v2.ImsClient;
import io.github.backup4j.BackupListener;
import io.github.backup4j.Capability;
import io.github.backup4j.DataSize;
import io.github.backup4j.Image;
import io.github.backup4j.Site;
import io.github.backup4j.TimeSource;
import io.github.backup4j.huawei.internal.http.Connection;
import io.github.backup4j.huawei.internal.http.RetryRules;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.http.ServiceClient;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.Duplicates;
import io.github.backup4j.huawei.internal.work.Poller;
import io.github.backup4j.huawei.internal.work.SharedState;
import io.github.backup4j.huawei.internal.work.TokenSeal;
import io.github.backup4j.spi.BackupDriver;
import io.github.backup4j.spi.ImagesDriver;
import io.github.backup4j.spi.Limits;
import io.github.backup4j.spi.Listeners;
import io.github.backup4j.spi.OperationsDriver;
import io.github.backup4j.spi.PoliciesDriver;
import io.github.backup4j.spi.ResourcesDriver;
import io.github.backup4j.spi.RestorePointsDriver;
import io.github.backup4j.spi.SnapshotsDriver;
import io.github.backup4j.spi.VaultsDriver;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The driver of one project in one region of Huawei Cloud. */
final class HuaweiDriver implements BackupDriver {
    private static final Logger LOG = LoggerFactory.getLogger("io.github.backup4j.huawei");

    /** All capabilities but schedules in time zones: CBR keeps schedules in UTC. */
    private static final Set<Capability> CAPABILITIES =
            Set.copyOf(EnumSet.complementOf(EnumSet.of(Capability.ZONED_SCHEDULES)));

    private static final Limits LIMITS = Limits.none()
            .withNames(64)
            .withDescriptions(255, 85)
            .withImages(128, 1024)
            .withTags(new Limits.Tags(10, 5, 36, 43))
            .withPolicies(100)
            .withWeeksStartingOn(DayOfWeek.MONDAY)
            .withVaults(256, DataSize.gib(10), DataSize.gib(10_485_760))
            .withTerms(9, 5)
            .withSnapshots(7, Set.of("autobk_", "manualbk_"))
            .withExportFormats(Image.Format.QCOW2, Image.Format.VHD, Image.Format.VMDK, Image.Format.of("zvhd"))
            .withOffers(new Limits.Offers(10, 10, 128));

    private final Connection connection;
    private final String agency;
    private final Context context;
    private final Listeners listeners;
    private final Wiring wiring;
    private final TimeSource time;

    private HuaweiDriver(Connection connection, String agency, Context context, Listeners listeners) {
        this.connection = connection;
        this.agency = agency;
        this.context = context;
        this.listeners = listeners;
        wiring = new Wiring(context, agency);
        time = connection.timeForCallers();
    }

    static HuaweiDriver open(
            Connection connection,
            String agency,
            Duration pollInterval,
            RetryRules rules,
            RandomGenerator random,
            @Nullable BackupListener listener,
            TokenSeal seal) {
        Listeners nobody = Listeners.none(failure -> LOG.warn("a listener failed: {}", failure.toString()));
        Listeners listeners = listener == null ? nobody : nobody.and(listener);
        ServiceClient client = ServiceClient.of(connection, rules, random, listeners);
        Context context = new Context(
                connection.identity(),
                connection.time(),
                client,
                new Poller(connection.time(), pollInterval),
                pollInterval,
                new Duplicates(listeners),
                seal,
                new SharedState(),
                other -> new Wiring(other, agency).works);
        return new HuaweiDriver(connection, agency, context, listeners);
    }

    @Override
    public BackupDriver listening(BackupListener listener) {
        Listeners more = listeners.and(listener);
        return new HuaweiDriver(connection, agency, context.telling(more), more);
    }

    @Override
    public Listeners listeners() {
        return listeners;
    }

    @Override
    public VaultsDriver vaults() {
        return wiring.vaults;
    }

    @Override
    public PoliciesDriver policies() {
        return wiring.policies;
    }

    @Override
    public RestorePointsDriver restorePoints() {
        return wiring.restorePoints;
    }

    @Override
    public SnapshotsDriver snapshots() {
        return wiring.snapshots;
    }

    @Override
    public ImagesDriver images() {
        return wiring.images;
    }

    @Override
    public ResourcesDriver resources() {
        return wiring.resources;
    }

    @Override
    public OperationsDriver operations() {
        return wiring.operations;
    }

    /** If the project was not set, its first use, which may be this call, requests it from IAM. */
    @Override
    public Site site() {
        return context.site();
    }

    @Override
    public TimeSource time() {
        return time;
    }

    @Override
    public Instant serviceTime() {
        return context.client().clock().now();
    }

    @Override
    public Set<Capability> capabilities() {
        return CAPABILITIES;
    }

    @Override
    public Limits limits() {
        return LIMITS;
    }

    /** The SDK's own client of a service, which shares connections and credentials with this driver. */
    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        Object client = null;
        if (type == CbrClient.class) {
            client = new CbrClient(sdk(Service.CBR));
        } else if (type == EvsClient.class) {
            client = new EvsClient(sdk(Service.EVS));
        } else if (type == ImsClient.class) {
            client = new ImsClient(sdk(Service.IMS));
        } else if (type == EcsClient.class) {
            client = new EcsClient(sdk(Service.ECS));
        }
        return Optional.ofNullable(client).map(type::cast);
    }

    private HcClient sdk(Service service) {
        connection.checkOpen();
        context.require(service);
        return connection.client(service);
    }

    @Override
    public void close() {
        context.poller().close();
        connection.close();
    }

    /** Returns {@code "backup on Huawei Cloud, <site>"}, the site as far as it is known; no secrets. */
    @Override
    public String toString() {
        return "backup on Huawei Cloud, " + connection.identity();
    }
}
