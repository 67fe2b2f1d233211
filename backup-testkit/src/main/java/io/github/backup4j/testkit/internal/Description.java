package io.github.backup4j.testkit.internal;

import io.github.backup4j.testkit.HistoryEntry;
import java.util.List;

/** Describes the world in words, for the message of a failing test. */
final class Description {
    /** How many restore points of a resource are shown one by one. */
    private static final int POINTS_SHOWN = 5;

    private static final int HISTORY_SHOWN = 20;

    private final StringBuilder out = new StringBuilder();

    private Description() {}

    static String of(World world) {
        Description description = new Description();
        description.line(0, "in-memory cloud at " + world.time.now());
        world.stores().stream().filter(Description::holdsAnything).forEach(description::site);
        description.history(world.history());
        return description.out.toString();
    }

    private static boolean holdsAnything(SiteStore store) {
        return !(store.disks.isEmpty()
                && store.servers.isEmpty()
                && store.vaults.isEmpty()
                && store.policies.isEmpty()
                && store.images.isEmpty());
    }

    private void site(SiteStore store) {
        line(0, "site " + store.site);
        store.servers.values().forEach(this::server);
        store.disks.values().stream().filter(disk -> disk.server == null).forEach(disk -> disk(1, disk));
        store.vaults.values().forEach(this::vault);
        store.policies.values().forEach(this::policy);
        store.snapshots.values().forEach(this::snapshot);
        store.images.values().forEach(this::image);
        store.jobs.values().stream().filter(job -> !job.status().ended()).forEach(this::job);
    }

    private void snapshot(StoredSnapshot snapshot) {
        line(
                1,
                snapshot.id + " \"" + snapshot.name + "\" of " + snapshot.source.disk + " " + snapshot.status + " "
                        + snapshot.createdAt);
    }

    private void job(Job<?> job) {
        line(1, job.id + " " + job.resultType.getSimpleName() + " " + job.percent() + " %");
    }

    private void server(StoredServer server) {
        line(1, server.server + " \"" + server.name + "\" " + server.statusText());
        server.disks.forEach(disk -> disk(2, disk));
    }

    private void disk(int depth, StoredDisk disk) {
        line(
                depth,
                disk.disk + " \"" + disk.name + "\" " + disk.size() + " " + disk.statusText() + ", "
                        + disk.content().length() + " bytes written" + (disk.encrypted ? ", encrypted" : ""));
    }

    private void vault(StoredVault vault) {
        line(
                1,
                vault.id + " \"" + vault.spec.name() + "\" for " + vault.spec.kind() + ", " + vault.status + ", "
                        + (vault.used + vault.ballast) + " bytes of " + vault.spec.capacity()
                        + (vault.locked ? ", locked" : ""));
        vault.members
                .values()
                .forEach(member -> line(
                        2,
                        "member " + member.resource + " " + member.status() + (member.suspended ? ", suspended" : "")
                                + (member.excluded.isEmpty() ? "" : ", without " + member.excluded)));
        vault.policies.values().forEach(attachment -> line(2, "policy " + attachment.policy().id));
        vault.chains.values().forEach(this::chain);
    }

    private void chain(Chain chain) {
        List<StoredPoint> points = chain.newestFirst();
        line(2, points.size() + " restore points of " + chain.resource + (points.isEmpty() ? "" : ", newest first:"));
        points.stream().limit(POINTS_SHOWN).forEach(this::point);
        if (points.size() > POINTS_SHOWN) {
            line(3, "... the oldest of " + points.get(points.size() - 1).createdAt());
        }
    }

    private void point(StoredPoint point) {
        line(
                3,
                point.id() + " " + point.createdAt() + " " + point.status()
                        + (point.automatic() ? " automatic" : " by hand")
                        + (point.full ? " full" : " incremental") + ", " + point.owned + " bytes"
                        + (point.expiresAt == null ? "" : ", expires " + point.expiresAt)
                        + (point.pinned() ? ", held by " + point.images() : ""));
    }

    private void policy(StoredPolicy policy) {
        line(
                1,
                policy.id + " \"" + policy.spec.name() + "\" for " + policy.purpose()
                        + (policy.spec.enabled() ? "" : ", disabled") + ": " + policy.spec.schedule() + "; keeps "
                        + policy.spec.retention());
    }

    private void image(StoredImage image) {
        line(
                1,
                image.id + " \"" + image.name + "\" " + image.kind + " " + image.status
                        + (image.source == null ? "" : " of " + image.source)
                        + (image.point == null ? "" : ", data in " + image.point.id()));
    }

    private void history(List<HistoryEntry> history) {
        line(0, "what happened last:");
        history.stream().skip(Math.max(0, history.size() - HISTORY_SHOWN)).forEach(entry -> line(1, entry.toString()));
    }

    private void line(int depth, String text) {
        out.append("  ".repeat(depth)).append(text).append('\n');
    }
}
