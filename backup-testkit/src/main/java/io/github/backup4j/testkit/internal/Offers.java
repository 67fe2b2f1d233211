package io.github.backup4j.testkit.internal;

import io.github.backup4j.ImageId;
import io.github.backup4j.NotFound;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Share;
import io.github.backup4j.Site;
import io.github.backup4j.VaultId;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The restore points and images that other projects of the same region offer to one project. */
final class Offers {
    private final SiteStore store;

    Offers(SiteStore store) {
        this.store = store;
    }

    Stream<StoredPoint> points() {
        return neighbours()
                .flatMap(other -> other.points().stream())
                .filter(point -> point.shares().containsKey(project()));
    }

    Stream<StoredImage> images() {
        return neighbours()
                .flatMap(other -> other.images.values().stream())
                .filter(image -> image.shares.containsKey(project()));
    }

    StoredPoint point(RestorePointId id) {
        return points().filter(point -> point.isCalled(id)).findFirst().orElseThrow(() -> noSuchPoint(id));
    }

    private NotFound noSuchPoint(RestorePointId id) {
        return points().filter(point -> point.hasPart(id))
                .findFirst()
                .map(whole -> whole.chain.vault.store.noSuchPoint(id))
                .orElseGet(() -> store.noSuchPoint(id));
    }

    StoredImage image(ImageId id) {
        return images().filter(image -> image.id.equals(id))
                .findFirst()
                .orElseThrow(
                        () -> Refusal.notFound(Code.IMAGE_NOT_FOUND, "there is no image " + id + " in " + store.site));
    }

    StoredPoint accepted(RestorePointId id) {
        StoredPoint point = point(id);
        requireAccepted("restore point " + id, point.shares());
        return point;
    }

    StoredImage accepted(ImageId id) {
        StoredImage image = image(id);
        requireAccepted("image " + id, image.shares);
        return image;
    }

    Share answer(Map<String, StoredShare> shares, Share.Status answer, @Nullable VaultId vault) {
        StoredShare share = shares.get(project());
        if (share == null) {
            throw new IllegalStateException("nothing was offered to " + project());
        }
        share.status = answer;
        share.vault = vault;
        return share.view();
    }

    static void requireOfferable(String what, Map<String, StoredShare> shares, String project, int limit) {
        if (shares.containsKey(project)) {
            throw Refusal.conflict(
                    Code.ALREADY_SHARED, what + " is offered to project " + project + " already; nothing was offered");
        }
        if (shares.size() >= limit) {
            throw Refusal.quota(
                    Code.SHARE_LIMIT,
                    what + " is offered to " + shares.size() + " projects, which is the maximum; nothing was offered");
        }
    }

    void requireOffered(String what, Map<String, StoredShare> shares, String project) {
        Site unused = new Site(store.site.region(), project);
        if (!shares.containsKey(project)) {
            throw Refusal.notFound(Code.SHARE_NOT_FOUND, what + " is not offered to project " + project);
        }
    }

    private void requireAccepted(String what, Map<String, StoredShare> shares) {
        StoredShare share = shares.get(project());
        if (share == null || !share.accepted()) {
            throw Refusal.conflict(
                    Code.NOT_ACCEPTED, what + " is offered by another project, but not accepted; accept it first");
        }
    }

    private Stream<SiteStore> neighbours() {
        return store.world.stores().stream()
                .filter(other -> other != store && other.site.region().equals(store.site.region()));
    }

    private String project() {
        return store.site.project();
    }
}
