package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupException;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Operation;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.internal.images.PackedSpec;
import io.github.backup4j.huawei.internal.images.Temporaries;
import io.github.backup4j.huawei.internal.points.RestoreMark;
import io.github.backup4j.huawei.internal.work.Proof;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.Unconnected;
import io.github.backup4j.huawei.internal.work.Work;
import io.github.backup4j.huawei.restart.Restarts;
import io.github.backup4j.huawei.support.Inventory;
import io.github.backup4j.huawei.support.SmallWorld;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Tokens whose every field a stranger has chosen, who sees all of the cloud and may write to where tokens are stored, but has no
 * request key and no token of anybody: whichever they are, and however often they are looked at, nothing in the world changes.
 *
 * <p>The world holds what such a token could be about: free and attached disks, a running and a stopped server, restores in place
 * that have ended and that are under way, a disk and an image on the way to something. {@code -Dtokens.fuzz} says how many tokens
 * are tried, {@code -Dtokens.seed} which is the first.
 */
class TokenFuzzTest {
    private static final int COUNT = Integer.getInteger("tokens.fuzz", 400);
    private static final long FIRST = Long.getLong("tokens.seed", 0);
    private static final int MOST_LOOKS = 8;
    private static final Map<String, Work<?>> KINDS = new Wiring(Unconnected.context(), "agency").works.byKind();
    private static final Pattern LETTERS = Pattern.compile("[a-z2-7]{6,26}");

    private final SmallWorld world = new SmallWorld(Interference.none());
    private final List<String> keys = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();
    private final List<String> marks = new ArrayList<>();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void resume_anyToken_nothingInTheWorldChanges() {
        populate();
        collect();
        SortedMap<String, String> before = everything();
        try (CloudBackup backup = world.open()) {
            int resumed = 0;
            for (long seed = FIRST; seed < FIRST + COUNT; seed++) {
                Token token = token(new SplittableRandom(seed));
                resumed += look(backup, token) ? 1 : 0;
                assertThat(Inventory.differences(before, everything()))
                        .as("seed %d: %s", seed, token)
                        .isEmpty();
            }
            assertThat(resumed).as("tokens that were not refused at once").isGreaterThan(COUNT / 4);
        }
    }

    // ---- the world

    private void populate() {
        Resource.Disk extra = world.cloud.addDisk("extra", DataSize.gib(10));
        Resource.Server stopped =
                world.cloud.addServer("stopped", world.cloud.addDisk("stopped-root", DataSize.gib(10)), extra);
        world.cloud.stop(stopped);
        try (CloudBackup others = world.open()) {
            InPlace<Resource.Disk> over = InPlace.over(world.data).detachingFirst();
            others.restorePoints().restore(world.dataPoint.id(), over, key(1)).await(SmallWorld.LONG);
            others.restorePoints()
                    .restore(world.freePoint.id(), InPlace.over(world.free), key(2))
                    .await(SmallWorld.LONG);
            world.write("newer");
            untilOnTheWay(
                    others.images().build(ImageSpec.of("image", ImageSource.snapshot(world.snapshot)), key(3)), "disk");
            untilOnTheWay(others.restorePoints().restore(world.webPoint.id(), ServerSpec.of("twin"), key(4)), "image");
            others.restorePoints().restore(world.dataPoint.id(), over, key(5));
        }
    }

    /** Lets work make what it needs on its way, and no more. */
    private void untilOnTheWay(Operation<?> work, String field) {
        while (Token.read(work.token(), world.cloud.site()).find(field).isEmpty()) {
            assertThat(work.poll().ended()).isFalse();
            world.cloud.time().advance(Restarts.PAUSE);
        }
        world.cloud.time().advance(Duration.ofMinutes(1));
    }

    private static RequestKey key(int number) {
        return RequestKey.of("key of somebody else " + number);
    }

    /** All that anybody can see who may list: also what is in tags. */
    private void collect() {
        keys.addAll(everything().keySet());
        keys.forEach(key -> ids.add(key.substring(key.indexOf(' ') + 1)));
        String seen = everything() + get("/v2/project-1/cloudvolumes/detail") + get("/v2/cloudimages");
        assertThat(seen).contains(Temporaries.NAME).contains("backup4j-done-").contains("backup4j-from-");
        TreeSet<String> found = new TreeSet<>();
        LETTERS.matcher(seen).results().forEach(match -> found.add(match.group()));
        marks.addAll(found);
    }

    private String get(String path) {
        HttpRequest request = HttpRequest.newBuilder(world.emulator.address().resolve(path))
                .header("X-Auth-Token", "token")
                .build();
        try {
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What there is, with all tags as they are. */
    private SortedMap<String, String> everything() {
        SortedMap<String, String> things = new TreeMap<>(Inventory.of(world.cloud));
        world.cloud
                .reopenForAnEmulator()
                .resources()
                .list()
                .forEach(found -> things.merge(
                        Inventory.key(found.resource()), " " + new TreeMap<>(found.tags()), String::concat));
        return things;
    }

    // ---- the tokens

    private Token token(SplittableRandom random) {
        String kind = one(random, new ArrayList<>(new TreeSet<>(KINDS.keySet())));
        // What can destroy something comes more often.
        kind = random.nextInt(3) == 0 ? kind : one(random, List.of("restore", "image", "new-server"));
        Map<String, String> data = new LinkedHashMap<>();
        for (String name : new TreeSet<>(
                Objects.requireNonNull(KINDS.get(kind), kind).fields().names())) {
            boolean kept = random.nextInt(8) > 0 && !(name.equals("job") && random.nextInt(4) > 0);
            if (kept) {
                data.put(name, value(name, random));
            }
        }
        if (random.nextInt(6) == 0) {
            data.put("fail", "it failed");
        }
        return new Token(kind, random.nextInt(7), data);
    }

    private String value(String name, SplittableRandom random) {
        return switch (name) {
            case "type" -> one(random, List.of("OS::Cinder::Volume", "OS::Cinder::Volume", "OS::Nova::Server"));
            case "start", "keyed", "good", "within" -> one(random, List.of("true", "1", "false"));
            case "known" -> one(random, List.of("h", "d", "hm", "s", "r", "hdmsr"));
            case "asked", "taking", "early", "waits", "looked", "waited" ->
                one(
                        random,
                        List.of(
                                "0",
                                "zzzzzzz",
                                Long.toString(world.cloud.time().now().getEpochSecond(), Character.MAX_RADIX)));
            case "longest" -> one(random, List.of("30", "1440", "99999"));
            case "device" -> one(random, List.of("/dev/vdb", "/dev/sda"));
            case "before" -> one(random, List.of("aaaaaa", RestoreMark.shortOf(""), of(random, 6)));
            case "mark", "key" -> of(random, 20);
            case "proof" -> of(random, 26);
            case "spec", "plan" ->
                PackedSpec.pack(PackedSpec.object()
                        .put("n", "theirs")
                        .put("f", "s6.large.2")
                        .put("v", "network-1")
                        .put("s", "subnet-1")
                        .put("z", "zone-1")
                        .put("r", "SSD"));
            case "format" -> "QCOW2";
            case "to" -> "bucket:file";
            default -> id(name, random);
        };
    }

    /** Mostly something of the kind that is meant, so that a token makes sense. */
    private String id(String name, SplittableRandom random) {
        String kind = name.equals("on") || name.equals("id") ? "disk" : name;
        List<String> meant = keys.stream()
                .filter(key -> key.startsWith(kind + " "))
                .map(key -> key.substring(key.indexOf(' ') + 1))
                .toList();
        return meant.isEmpty() || random.nextInt(10) == 0 ? one(random, ids) : one(random, meant);
    }

    /** Letters of that number, out of what stands in the cloud, or none that stands there. */
    private String of(SplittableRandom random, int length) {
        List<String> known =
                marks.stream().filter(letters -> letters.length() == length).toList();
        return known.isEmpty() || random.nextInt(8) == 0
                ? new Proof("made up").check(length, String.valueOf(random.nextInt()))
                : one(random, known);
    }

    private static String one(SplittableRandom random, List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** Looks at a token's work until it ends, with time moving on; returns whether it was not refused at once. */
    private boolean look(CloudBackup backup, Token token) {
        try {
            Operation<?> work = backup.operations().resume(token.write(world.cloud.site()));
            for (int looks = 0; looks < MOST_LOOKS; looks++) {
                if (work.poll().ended()) {
                    return true;
                }
                world.cloud.time().advance(Duration.ofSeconds(45));
            }
            return true;
        } catch (BackupException e) {
            return false;
        }
    }
}
