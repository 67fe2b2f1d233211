package io.github.backup4j.huawei.restart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.BackupException;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Image;
import io.github.backup4j.ImageId;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.internal.images.PackedSpec;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.support.Inventory;
import io.github.backup4j.huawei.support.SmallWorld;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that somebody has made up who may write to where they are stored: nothing that they name is deleted, stopped or overwritten. */
class TokenAttackTest {
    private static final RequestKey KEY = RequestKey.of("key-1");
    private static final String MADE_UP = "abcdefghijklmnopqrst";
    private static final String PROOF = "abcdefghijklmnopqrstuvwxyz";

    private final SmallWorld world = new SmallWorld(Interference.none());
    private final CloudBackup backup = world.open();

    @AfterEach
    void close() {
        backup.close();
        world.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void image_onTheWayOfWhichIsADiskOfSomebody_leftAndTold(int step) {
        String message = assertHarmless(new Token(
                "image",
                step,
                Map.of("disk", world.free.id(), "mark", MADE_UP, "proof", PROOF, "image", world.freeImage.value())));

        if (step == 4) {
            assertThat(message).contains(world.free.id()).contains("does not have the mark of this operation");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void newServer_onTheWayToWhichIsAnImageOfSomebody_leftAndTold(int step) {
        String plan = PackedSpec.pack(PackedSpec.object()
                .put("n", "theirs")
                .put("f", "s6.large.2")
                .put("v", "network-1")
                .put("s", "subnet-1")
                .put("z", "zone-1")
                .put("r", "SSD"));
        String message = assertHarmless(new Token(
                "new-server",
                step,
                Map.of(
                        "image", world.rootImage.value(),
                        "key", MADE_UP,
                        "proof", PROOF,
                        "plan", plan,
                        "server", world.web.id())));

        if (step == 3 || step == 1) {
            assertThat(message).contains(world.rootImage.value());
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "4", "5", "6"})
    void restore_ofADiskAndAServerOfTheirChoice_nothingIsDone(int step) {
        world.cloud.stop(world.web);
        assertHarmless(restore(step, world.free, MADE_UP, PROOF));
        assertHarmless(restore(step, world.data, MADE_UP, PROOF));
    }

    @Test
    void restore_serverThatRuns_notStopped() {
        assertHarmless(restore(0, world.data, MADE_UP, PROOF));
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2", "3", "4", "5", "6"})
    void restore_withTheMarkOfOneThatHasEndedAndAnyProof_nothingIsDone(int step) {
        backup.restorePoints()
                .restore(world.dataPoint.id(), InPlace.over(world.data).detachingFirst(), KEY)
                .await(SmallWorld.LONG);
        world.write("newer");
        world.cloud.stop(world.web);

        assertHarmless(restore(step, world.data, markOn(world.data), PROOF));
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "4", "5", "6"})
    void restore_withTheMarkOfOneUnderWayAndAnyProof_nothingIsDone(int step) {
        backup.restorePoints()
                .restore(world.dataPoint.id(), InPlace.over(world.data).detachingFirst(), KEY);

        assertHarmless(restore(step, world.data, markOn(world.data), PROOF));
    }

    /** Who can read a token, too, has its proof: what it was made for is all that can be done with it. */
    @ParameterizedTest
    @CsvSource({"0", "1", "4", "5", "6"})
    void restore_tokenOfOneUnderWayThatWasTurnedToAnotherDiskOrPoint_nothingIsDone(int step) {
        String text = backup.restorePoints()
                .restore(world.dataPoint.id(), InPlace.over(world.data).detachingFirst(), KEY)
                .token();
        Token own = Token.read(text, world.cloud.site());
        Token turned = new Token(own.kind(), step, own.data());

        assertHarmless(turned.with("id", world.free.id()));
        assertHarmless(turned.with("on", world.free.id()));
        assertHarmless(turned.with("point", world.freePoint.id().value()));
        assertHarmless(turned.with("server", "11111111-2222-3333-4444-555555555555"));
        assertHarmless(turned.with("start", ""));
        assertHarmless(turned.with("before", "aaaaaa"));
    }

    /** That a restore has ended is noted only when the service says so, too. */
    @Test
    void restore_tokenOfOneUnderWayThatSaysItHasEnded_notNotedAsDone() {
        String text = backup.restorePoints()
                .restore(world.dataPoint.id(), InPlace.over(world.data).detachingFirst(), KEY)
                .token();
        Map<String, String> tags =
                world.cloud.reopenForAnEmulator().resources().get(world.data).tags();

        assertHarmless(Token.read(text, world.cloud.site()).at(6));

        assertThat(world.cloud.reopenForAnEmulator().resources().get(world.data).tags())
                .isEqualTo(tags);
    }

    @Test
    void image_diskOnTheWayOfAnotherProcess_leftWithItsMarkAndAnyProof() {
        Operation<Image> building = buildFromSnapshot();
        Token own = Token.read(building.token(), world.cloud.site());
        world.cloud.time().advance(Duration.ofMinutes(1));

        assertHarmless(own.with("proof", PROOF).at(4));

        assertThat(building.await(SmallWorld.LONG).name()).isEqualTo("image");
    }

    @ParameterizedTest
    @CsvSource({"renamed", "tagged", "attached", "marked", "snapshotted"})
    void image_diskOnTheWayThatSomebodyUses_leftAndTold(String how) {
        Operation<Image> building = buildFromSnapshot();
        world.cloud.time().advance(Duration.ofMinutes(1));
        building.poll();
        Token own = Token.read(building.token(), world.cloud.site());
        Resource.Disk disk = Resource.disk(own.get("disk"));
        String why = use(disk, how);

        String message = assertHarmless(own.with("fail", "it failed").at(4));

        assertThat(message).contains(disk.id()).contains("it failed").contains(why);
    }

    private String use(Resource.Disk disk, String how) {
        return switch (how) {
            case "tagged" -> {
                world.cloud.tag(disk, "team", "shop");
                yield "somebody has tagged it";
            }
            case "attached" -> {
                world.cloud.attach(disk, world.web);
                yield "it is in-use";
            }
            case "snapshotted" -> {
                Snapshot theirs = world.cloud
                        .reopenForAnEmulator()
                        .snapshots()
                        .take(SnapshotSpec.of(disk, "theirs"))
                        .await(SmallWorld.LONG);
                yield "it has snapshots, which would be deleted with it: [" + theirs.id();
            }
            case "marked" -> {
                send(
                        "PUT",
                        "/v3/project-1/volumes/" + disk.id() + "/metadata/" + RequestMark.NAME,
                        "{\"meta\":{\"" + RequestMark.NAME + "\":\"" + MADE_UP + "\"}}");
                yield "the mark of another call";
            }
            default -> {
                send("PUT", "/v3/project-1/volumes/" + disk.id(), "{\"volume\":{\"name\":\"ours\"}}");
                yield "it was renamed";
            }
        };
    }

    /** As somebody does who calls the service itself. */
    private void send(String method, String path, String json) {
        HttpRequest request = HttpRequest.newBuilder(world.emulator.address().resolve(path))
                .header("X-Auth-Token", "token")
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json))
                .build();
        try {
            int status = HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .statusCode();
            assertThat(status).isEqualTo(200);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A copy of the image on the way has its tags, but not its name. */
    @ParameterizedTest
    @CsvSource({"copied, it was renamed", "shared, offered to another project"})
    void newServer_imageOnTheWayThatSomebodyUses_leftAndTold(String how, String why) {
        Operation<Resource.Server> making =
                backup.restorePoints().restore(world.webPoint.id(), ServerSpec.of("twin"), KEY);
        while (token(making).find("image").isEmpty()) {
            world.cloud.time().advance(Restarts.PAUSE);
            making.poll();
        }
        world.cloud.time().advance(Duration.ofMinutes(1));
        Token own = token(making).with("fail", "it failed");
        ImageId image = new ImageId(own.get("image"));
        if (how.equals("shared")) {
            world.cloud.backup().images().share(image, "project-9");
        } else {
            send("PATCH", "/v2/cloudimages/" + image, "[{\"op\":\"replace\",\"path\":\"/name\",\"value\":\"ours\"}]");
        }

        String message = assertHarmless(own.at(3));

        assertThat(message).contains(image.value()).contains("it failed").contains(why);
    }

    /** Who can write to tokens or to images, but not to both: the server would come up where they want it, with the data of others. */
    @ParameterizedTest
    @CsvSource({"token, false", "image, false", "both, true"})
    void newServer_planThatSomebodyHasChanged_theirsIsNotFollowed(String where, boolean fails) {
        Operation<Resource.Server> making =
                backup.restorePoints().restore(world.webPoint.id(), ServerSpec.of("twin"), KEY);
        while (token(making).find("image").isEmpty()) {
            world.cloud.time().advance(Restarts.PAUSE);
            making.poll();
        }
        Token own = token(making);
        String plan = PackedSpec.pack(PackedSpec.object()
                .put("n", "theirs")
                .put("f", "s6.large.2")
                .put("v", "network-1")
                .put("s", "subnet-1")
                .put("z", "zone-1")
                .put("r", "SSD"));
        if (!where.equals("token")) {
            send(
                    "PATCH",
                    "/v2/cloudimages/" + own.get("image"),
                    "[{\"op\":\"replace\",\"path\":\"/__description\",\"value\":\"" + plan + "\"}]");
        }
        Token given = where.equals("image") ? own : own.with("plan", plan);
        String said = "";
        try (CloudBackup other = world.open()) {
            other.operations().resume(given.write(world.cloud.site())).await(SmallWorld.LONG);
        } catch (BackupException e) {
            said = String.valueOf(e.getMessage());
        }

        List<String> names = backup.resources()
                .list()
                .map(one -> one.name())
                .filter(name -> name.equals("theirs") || name.equals("twin"))
                .toList();
        assertThat(names).isEqualTo(fails ? List.of() : List.of("twin"));
        assertThat(said).contains(fails ? "holds the spec of the server that this work began with" : "");
        assertThat(backup.images().list().filter(image -> image.id().value().equals(own.get("image"))))
                .as("the temporary image")
                .allMatch(image -> image.status() == Image.Status.DELETED);
    }

    /** Who can write to tokens or to disks, but not to both: the image would have a name and tags by which somebody finds it. */
    @ParameterizedTest
    @CsvSource({"token, false", "disk, false", "both, true", "disk that alone holds it, true"})
    void image_specThatSomebodyHasChanged_theirsIsNotFollowed(String where, boolean fails) {
        Token own = token(buildFromSnapshot());
        String spec = PackedSpec.pack(PackedSpec.object().put("n", "theirs"));
        if (!where.equals("token")) {
            send(
                    "PUT",
                    "/v3/project-1/volumes/" + own.get("disk") + "/metadata/backup4j_0",
                    "{\"meta\":{\"backup4j_0\":\"" + spec + "\"}}");
        }
        Token given = switch (where) {
            case "disk" -> own;
            case "disk that alone holds it" -> own.with("spec", "");
            default -> own.with("spec", spec);
        };
        String said = "";
        try (CloudBackup other = world.open()) {
            other.operations().resume(given.write(world.cloud.site())).await(SmallWorld.LONG);
        } catch (BackupException e) {
            said = String.valueOf(e.getMessage());
        }

        List<String> names = backup.images()
                .list()
                .map(Image::name)
                .filter(name -> name.equals("theirs") || name.equals("image"))
                .toList();
        assertThat(names).isEqualTo(fails ? List.of() : List.of("image"));
        assertThat(said).contains(fails ? "holds the spec of the image that this work began with" : "");
        assertThat(backup.resources().list().map(one -> one.resource()))
                .as("the temporary disk")
                .doesNotContain(Resource.disk(own.get("disk")));
    }

    /** Two callers with one key share the temporary disk, and the token of the one who created it still knows what to build. */
    @Test
    void image_specThatSomebodyHasChangedOnTheDiskOfAnotherCaller_leavesThatDisk() {
        Token own = token(buildFromSnapshot());
        String spec = PackedSpec.pack(PackedSpec.object().put("n", "theirs"));
        String mark = own.get("mark");
        // The letters after the key and the parameters are those of one call.
        String ofAnotherCall =
                mark.substring(0, 13) + (mark.startsWith("aaa", 13) ? "bbb" : "aaa") + mark.substring(16);
        String metadata = "/v3/project-1/volumes/" + own.get("disk") + "/metadata/";
        send("PUT", metadata + "backup4j_0", "{\"meta\":{\"backup4j_0\":\"" + spec + "\"}}");
        send("PUT", metadata + RequestMark.NAME, "{\"meta\":{\"" + RequestMark.NAME + "\":\"" + ofAnotherCall + "\"}}");

        try (CloudBackup other = world.open()) {
            Operation<?> work = other.operations().resume(own.with("spec", spec).write(world.cloud.site()));

            assertThatThrownBy(() -> work.await(SmallWorld.LONG))
                    .isInstanceOf(OperationFailed.class)
                    .hasMessageContainingAll("left the disk alone", "repeat the call with its key");
        }

        assertThat(backup.images().list().map(Image::name)).doesNotContain("theirs", "image");
        assertThat(backup.resources().get(Resource.disk(own.get("disk"))).resource())
                .isEqualTo(Resource.disk(own.get("disk")));
    }

    // ---- helpers

    private Token token(Operation<?> work) {
        return Token.read(work.token(), world.cloud.site());
    }

    private Operation<Image> buildFromSnapshot() {
        return backup.images().build(ImageSpec.of("image", ImageSource.snapshot(world.snapshot)), KEY);
    }

    private String markOn(Resource.Disk disk) {
        String name = world.cloud.reopenForAnEmulator().resources().get(disk).tags().keySet().stream()
                .filter(tag -> tag.startsWith("backup4j-"))
                .findFirst()
                .orElseThrow();
        return name.substring(name.lastIndexOf('-') + 1);
    }

    private Token restore(int step, Resource.Disk disk, String mark, String proof) {
        Map<String, String> data = new LinkedHashMap<>();
        data.put("point", world.dataPoint.id().value());
        data.put("type", "OS::Cinder::Volume");
        data.put("id", disk.id());
        data.put("before", "aaaaaa");
        data.put("server", world.web.id());
        data.put("device", "/dev/vdb");
        data.put("start", "true");
        data.put("keyed", "true");
        data.put("mark", mark);
        data.put("proof", proof);
        return new Token("restore", step, data);
    }

    /** Resumes a token and looks until it ends; returns what the failure says, if it is one. */
    private String assertHarmless(Token token) {
        SortedMap<String, String> before = Inventory.of(world.cloud);
        String message = "";
        try (CloudBackup other = world.open()) {
            other.operations().resume(token.write(world.cloud.site())).await(Duration.ofMinutes(20));
        } catch (BackupException e) {
            message = String.valueOf(e.getMessage());
        }
        assertThat(Inventory.differences(before, Inventory.of(world.cloud)))
                .as("%s", token)
                .isEmpty();
        return message;
    }
}
