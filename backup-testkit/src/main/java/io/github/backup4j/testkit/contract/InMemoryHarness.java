package io.github.backup4j.testkit.contract;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.Site;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.ServerSetup;
import io.github.backup4j.testkit.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A {@link Harness} over an in-memory cloud, and the base of one for a provider that is tested against such a cloud. */
public class InMemoryHarness implements Harness {
    /** The cloud, seen from the place that the tests work in. */
    protected final InMemoryCloud cloud;

    /**
     * Creates a harness.
     *
     * @param cloud an empty cloud
     */
    public InMemoryHarness(InMemoryCloud cloud) {
        this.cloud = cloud;
    }

    @Override
    public Site site() {
        return cloud.site();
    }

    @Override
    public Site otherRegion() {
        return new Site("region-2", "project-2");
    }

    @Override
    public Site otherProject() {
        return new Site(cloud.site().region(), "project-3");
    }

    @Override
    public CloudBackup backup(Site site) {
        return cloud.at(site).reopen();
    }

    @Override
    public Resource.Disk addDisk(DiskSetup setup) {
        return cloud.addDisk(setup);
    }

    @Override
    public Resource.Server addServer(ServerSetup setup) {
        return cloud.addServer(setup);
    }

    @Override
    public Optional<VaultId> addForeignVault(String name) {
        return Optional.of(cloud.addForeignVault(VaultSpec.of(name, Resource.Kind.UNRECOGNIZED, DataSize.gib(100))));
    }

    @Override
    public void write(Resource.Disk disk, byte[] content) {
        holder(disk).write(disk, content);
    }

    @Override
    public byte[] read(Resource.Disk disk) {
        return holder(disk).read(disk);
    }

    @Override
    public void enlarge(Resource.Disk disk, DataSize size) {
        cloud.enlarge(disk, size);
    }

    @Override
    public void detach(Resource.Disk disk) {
        cloud.detach(disk);
    }

    @Override
    public boolean attach(Resource.Disk disk, Resource.Server server) {
        cloud.attach(disk, server);
        return true;
    }

    @Override
    public boolean tag(Resource resource, String key, String value) {
        cloud.tag(resource, key, value);
        return true;
    }

    @Override
    public void stop(Resource.Server server) {
        cloud.stop(server);
    }

    @Override
    public void delete(Resource resource) {
        cloud.delete(resource);
    }

    @Override
    public List<Resource.Disk> disksOf(Resource.Server server) {
        return holder(server).disksOf(server);
    }

    @Override
    public void pay(String token) {
        cloud.pay(token);
    }

    @Override
    public boolean throttle(int calls) {
        cloud.faults().clear();
        cloud.faults().throttle(calls);
        return true;
    }

    @Override
    public boolean fill(VaultId vault, DataSize left) {
        cloud.faults().fill(vault, left);
        return true;
    }

    @Override
    public boolean failAgentOf(Resource.Server server, String code, String reason) {
        cloud.faults().failAgentOf(server, code, reason);
        return true;
    }

    @Override
    public boolean failBackupsOf(Resource resource, String code, String reason) {
        cloud.faults().failBackupsOf(resource, code, reason);
        return true;
    }

    @Override
    public boolean failNext(Work work, String code, String reason) {
        cloud.faults().failNext(work, code, reason);
        return true;
    }

    @Override
    public boolean loseReply(int before) {
        cloud.faults().loseReplyOfChange(before);
        return true;
    }

    @Override
    public boolean hasLostReply() {
        return !cloud.faults().willLoseReplyOfChange();
    }

    @Override
    public boolean limitDisks(int disks) {
        cloud.limitDisks(disks, DataSize.gib(1_000_000));
        return true;
    }

    @Override
    public Instant now() {
        return cloud.time().now();
    }

    @Override
    public void advance(Duration duration) {
        cloud.time().advance(duration);
    }

    @Override
    public String describe() {
        return cloud.describe();
    }

    @Override
    public void close() {
        // It holds memory only.
    }

    /** What a test restores in another place is there, and not here. */
    private InMemoryCloud holder(Resource resource) {
        for (Site other : List.of(otherRegion(), otherProject())) {
            InMemoryCloud there = cloud.at(other);
            if (there.disks().contains(resource) || there.servers().contains(resource)) {
                return there;
            }
        }
        return cloud;
    }
}
