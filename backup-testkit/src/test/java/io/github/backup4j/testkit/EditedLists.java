package io.github.backup4j.testkit;

import io.github.backup4j.BackupListener;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyFilter;
import io.github.backup4j.PolicyId;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.RestorePointUpdate;
import io.github.backup4j.RestoreTarget;
import io.github.backup4j.Site;
import io.github.backup4j.TimeSource;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultFilter;
import io.github.backup4j.VaultId;
import io.github.backup4j.spi.BackupDriver;
import io.github.backup4j.spi.CallKey;
import io.github.backup4j.spi.Checks;
import io.github.backup4j.spi.Impact;
import io.github.backup4j.spi.Limits;
import io.github.backup4j.spi.Listeners;
import io.github.backup4j.spi.Listing;
import io.github.backup4j.spi.OperationDriver;
import io.github.backup4j.spi.OperationsDriver;
import io.github.backup4j.spi.PoliciesDriver;
import io.github.backup4j.spi.ResourcesDriver;
import io.github.backup4j.spi.RestorePointsDriver;
import io.github.backup4j.spi.SnapshotsDriver;
import io.github.backup4j.spi.VaultsDriver;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A cloud that can be listed and nothing else: it has what another has, with vaults, policies and restore points that the other cannot
 * have.
 */
final class EditedLists implements BackupDriver {
    private final CloudBackup original;
    private final UnaryOperator<RestorePoint> points;
    private final UnaryOperator<Policy> policies;
    private final List<Vault> first;

    EditedLists(CloudBackup original) {
        this(original, UnaryOperator.identity(), UnaryOperator.identity(), List.of());
    }

    private EditedLists(
            CloudBackup original,
            UnaryOperator<RestorePoint> points,
            UnaryOperator<Policy> policies,
            List<Vault> first) {
        this.original = original;
        this.points = points;
        this.policies = policies;
        this.first = first;
    }

    /** Returns the same cloud with other restore points. */
    EditedLists editingPoints(UnaryOperator<RestorePoint> edit) {
        return new EditedLists(original, edit, policies, first);
    }

    /** Returns the same cloud with other policies. */
    EditedLists editingPolicies(UnaryOperator<Policy> edit) {
        return new EditedLists(original, points, edit, first);
    }

    /** Returns the same cloud with a vault that is listed before the others. */
    EditedLists withVaultFirst(Vault vault) {
        return new EditedLists(original, points, policies, List.of(vault));
    }

    @Override
    public VaultsDriver vaults() {
        return new VaultsDriver() {
            @Override
            public Vault get(VaultId id) {
                throw onlyListed();
            }

            @Override
            public Listing<Vault> list(VaultFilter filter) {
                List<Vault> all = new ArrayList<>(first);
                original.vaults().list(filter).forEach(all::add);
                return Listing.inAnyOrder(all.stream());
            }
        };
    }

    @Override
    public RestorePointsDriver restorePoints() {
        return new RestorePointsDriver() {
            @Override
            public Listing<RestorePoint> list(RestorePointFilter filter) {
                return Listing.inAnyOrder(original.restorePoints().list(filter).map(points));
            }

            @Override
            public RestorePoint get(RestorePointId id) {
                throw onlyListed();
            }

            @Override
            public OperationDriver<BackupRun> take(BackupSpec spec, CallKey key) {
                throw onlyListed();
            }

            @Override
            public RestorePoint update(RestorePointId id, RestorePointUpdate update) {
                throw onlyListed();
            }

            @Override
            public <R extends Resource> OperationDriver<R> overwrite(
                    RestorePointId id, InPlace<R> target, CallKey key) {
                throw onlyListed();
            }

            @Override
            public OperationDriver<Resource.Disk> newDisk(RestorePointId id, DiskSpec disk, CallKey key) {
                throw onlyListed();
            }

            @Override
            public Impact preflight(RestorePointId id, RestoreTarget target, Checks checks) {
                throw onlyListed();
            }

            @Override
            public void delete(RestorePointId id) {
                throw onlyListed();
            }
        };
    }

    @Override
    public ResourcesDriver resources() {
        return new ResourcesDriver() {
            @Override
            public ProtectableResource get(Resource resource) {
                throw onlyListed();
            }

            @Override
            public Listing<ProtectableResource> list(ResourceFilter filter) {
                return Listing.inAnyOrder(original.resources().list(filter));
            }
        };
    }

    @Override
    public PoliciesDriver policies() {
        return new PoliciesDriver() {
            @Override
            public Listing<Policy> list(PolicyFilter filter) {
                return Listing.inAnyOrder(original.policies().list(filter).map(policies));
            }

            @Override
            public Policy get(PolicyId id) {
                throw onlyListed();
            }

            @Override
            public Policy create(PolicySpec spec, CallKey key) {
                throw onlyListed();
            }

            @Override
            public Policy update(PolicyId id, PolicySpec spec) {
                throw onlyListed();
            }

            @Override
            public void attach(PolicyId policy, VaultId vault) {
                throw onlyListed();
            }

            @Override
            public void replace(PolicyId replaced, PolicyId replacement, VaultId vault) {
                throw onlyListed();
            }

            @Override
            public void detach(PolicyId policy, VaultId vault) {
                throw onlyListed();
            }

            @Override
            public void delete(PolicyId id) {
                throw onlyListed();
            }
        };
    }

    @Override
    public SnapshotsDriver snapshots() {
        throw onlyListed();
    }

    @Override
    public OperationsDriver operations() {
        throw onlyListed();
    }

    private static UnsupportedOperationException onlyListed() {
        return new UnsupportedOperationException("this cloud can only be listed");
    }

    @Override
    public Site site() {
        return original.site();
    }

    @Override
    public TimeSource time() {
        return original.time();
    }

    @Override
    public Set<Capability> capabilities() {
        return original.capabilities();
    }

    @Override
    public Limits limits() {
        return original.limits();
    }

    @Override
    public Listeners listeners() {
        return Listeners.none(failure -> {});
    }

    @Override
    public BackupDriver listening(BackupListener listener) {
        return this;
    }

    @Override
    public void close() {}
}
