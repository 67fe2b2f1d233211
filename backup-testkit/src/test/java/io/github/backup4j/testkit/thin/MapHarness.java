package io.github.backup4j.testkit.thin;

import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Resource;
import io.github.backup4j.Site;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.ServerSetup;
import io.github.backup4j.testkit.VirtualTime;
import io.github.backup4j.testkit.Work;
import io.github.backup4j.testkit.contract.Harness;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** A world of disks alone. */
final class MapHarness implements Harness {
    private static final String NO_SERVERS = "there are no servers in this world";

    private final VirtualTime time = VirtualTime.create();
    private final Map<Site, MapWorld> worlds = new HashMap<>();

    @Override
    public Site site() {
        return new Site("region-1", "project-1");
    }

    @Override
    public Site otherRegion() {
        return new Site("region-2", "project-2");
    }

    @Override
    public Site otherProject() {
        return new Site("region-1", "project-3");
    }

    @Override
    public CloudBackup backup(Site site) {
        return CloudBackup.of(new MapDriver(worldAt(site), site));
    }

    private MapWorld worldAt(Site site) {
        return worlds.computeIfAbsent(site, any -> new MapWorld(time, Duration.ofSeconds(30)));
    }

    private MapWorld world() {
        MapWorld world = worldAt(site());
        world.settle();
        return world;
    }

    @Override
    public Resource.Disk addDisk(DiskSetup setup) {
        return world().add(setup, new byte[0]);
    }

    @Override
    public Resource.Server addServer(ServerSetup setup) {
        return Assumptions.abort(NO_SERVERS);
    }

    @Override
    public void write(Resource.Disk disk, byte[] content) {
        world().disk(disk).content = content.clone();
    }

    @Override
    public byte[] read(Resource.Disk disk) {
        return world().disk(disk).content.clone();
    }

    @Override
    public void enlarge(Resource.Disk disk, DataSize size) {
        DiskSetup now = world().disk(disk).setup;
        world().disk(disk).setup = new DiskSetup(now.name(), size, now.zone(), now.type(), now.encrypted(), now.tags());
    }

    @Override
    public void delete(Resource resource) {
        MapWorld world = world();
        world.disks.remove((Resource.Disk) resource);
        world.snapshots.values().removeIf(kept -> kept.view.disk().equals(resource));
    }

    @Override
    public void detach(Resource.Disk disk) {
        Assumptions.abort(NO_SERVERS);
    }

    @Override
    public void stop(Resource.Server server) {
        Assumptions.abort(NO_SERVERS);
    }

    @Override
    public List<Resource.Disk> disksOf(Resource.Server server) {
        return Assumptions.abort(NO_SERVERS);
    }

    @Override
    public void pay(String token) {
        Assumptions.abort("nothing is ordered in this world");
    }

    @Override
    public boolean failNext(Work work, String code, String reason) {
        world().failNext(work, new OperationFailed(reason, Detail.code(code), null));
        return true;
    }

    @Override
    public boolean loseReply(int before) {
        world().loseReply(before);
        return true;
    }

    @Override
    public boolean hasLostReply() {
        return world().hasLostReply();
    }

    @Override
    public void letFuturesPassTime() {
        worldAt(site()).letFuturesPassTime();
    }

    @Override
    public boolean reportsPercentages() {
        return false;
    }

    @Override
    public Instant now() {
        return time.now();
    }

    @Override
    public void advance(Duration duration) {
        time.advance(duration);
    }

    @Override
    public String describe() {
        MapWorld world = world();
        return "disks " + world.disks.keySet() + ", snapshots " + world.snapshots.keySet() + ", restore points "
                + world.points.keySet();
    }

    @Override
    public void close() {
        // It holds memory only.
    }
}
