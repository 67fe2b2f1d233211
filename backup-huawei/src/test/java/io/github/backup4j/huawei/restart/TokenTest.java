package io.github.backup4j.huawei.restart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.InPlace;
import io.github.backup4j.Invalid;
import io.github.backup4j.Operation;
import io.github.backup4j.Resource;
import io.github.backup4j.Site;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenSeal;
import io.github.backup4j.huawei.support.Inventory;
import io.github.backup4j.huawei.support.SmallWorld;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens that are resumed where they do not belong: refused with a reason, and nothing is done. */
class TokenTest {
    private final SmallWorld world = new SmallWorld(Interference.none());
    private final String token = begin();
    private final SortedMap<String, String> before = Inventory.of(world.cloud);

    @AfterEach
    void close() {
        world.close();
    }

    @ParameterizedTest
    @CsvSource({"region-2, project-1", "region-1, project-2"})
    void resume_elsewhere_refusedWithTheSiteThatIsMeant(String region, String project) {
        try (CloudBackup elsewhere =
                SmallWorld.open(new Site(region, project), world.emulator.address(), world.cloud.time())) {
            assertRefused(
                    elsewhere, token, "token belongs to another region or project, not to " + region + "/" + project);
        }
    }

    @Test
    void resume_tokenOfANewerVersion_refusedAsSuch() {
        try (CloudBackup backup = world.open()) {
            String newer = token.replace("backup4j-1/", "backup4j-2/");

            assertRefused(backup, newer, "not written by this version of backup4j: it does not begin with backup4j-1");
        }
    }

    @Test
    void resume_stepOfANewerVersion_refusedAsSuch() {
        try (CloudBackup backup = world.open()) {
            Token known = Token.read(token, world.cloud.site());
            String newer = known.at(99).write(world.cloud.site());

            assertRefused(backup, newer, "token of restore is at step 99, which this version does not know");
        }
    }

    // ---- what stands in one

    @ParameterizedTest
    @CsvSource({
        "image, disk, '', 1",
        "image, disk, '', 4",
        "image, disk, ../disks, 1",
        "image, disks, d-1, 1",
        "image, mark, Somebody else's, 4",
        "restore, type, OS::Trove::Instance, 0",
        "restore, start, perhaps, 0",
        "restore, device, /etc/passwd, 0",
        "restore, proof, short, 0",
        "new-server, image, '', 3",
        "new-server, plan, 'a b', 1",
        "snapshot, id, 'a/b', 0",
        "copy, refused, -1, 0"
    })
    void resume_fieldThatCannotBe_refusedWithItsNameAndNothingDone(String kind, String name, String value, int step) {
        try (CloudBackup backup = world.open()) {
            assertRefused(backup, forged(kind, step, name, value), "token of " + kind + " has \"" + name + "\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"0, restore", "1, restore", "4, restore", "5, restore", "6, restore"})
    void poll_restoreThatNamesNothing_invalidAndNothingDone(int step, String kind) {
        try (CloudBackup backup = world.open()) {
            String damaged = new Token(kind, step, Map.of()).write(world.cloud.site());

            assertThatThrownBy(() -> backup.operations().resume(damaged).poll()).isInstanceOf(Invalid.class);
        }
        assertThat(Inventory.of(world.cloud)).isEqualTo(before);
    }

    /** Whoever stores tokens may compare them: other processes write the same. */
    @Test
    void write_fieldsSetInAnyOrder_isTheSameText() {
        List<String> names = List.of("point", "id", "server", "job", "log", "mark", "proof", "before", "type", "on");
        Token forwards = Token.of("restore");
        Token backwards = Token.of("restore");
        for (int i = 0; i < names.size(); i++) {
            String last = names.get(names.size() - 1 - i);
            forwards = forwards.with(names.get(i), "value-of-" + names.get(i));
            backwards = backwards.with(last, "value-of-" + last);
        }

        assertThat(forwards.write(world.cloud.site())).isEqualTo(backwards.write(world.cloud.site()));
        assertThat(List.copyOf(forwards.data().keySet()))
                .isEqualTo(names.stream().sorted().toList());
        assertThat(Token.read(forwards.write(world.cloud.site()), world.cloud.site())
                        .write(world.cloud.site()))
                .isEqualTo(forwards.write(world.cloud.site()));
    }

    // ---- signed

    @Test
    void resume_signedWithTheSameKey_goesOn() {
        byte[] key = key(1);
        try (CloudBackup backup = open(key)) {
            Arrays.fill(key, (byte) 0); // it was copied
            Operation<Resource> work = backup.restorePoints().restore(world.freePoint.id(), InPlace.over(world.free));

            assertThat(work.token()).hasSizeLessThanOrEqualTo(1024);
            assertThat(backup.operations().resume(work.token()).await(SmallWorld.LONG))
                    .isEqualTo(world.free);
        }
    }

    @Test
    void resume_notSignedWhereAKeyIsSet_refused() {
        try (CloudBackup backup = open(key(1))) {
            assertRefused(backup, token, "token is not signed");
        }
    }

    @Test
    void resume_signedWithAnotherKey_refused() {
        String signed = TokenSeal.of(key(2)).sign(token);
        try (CloudBackup backup = open(key(1))) {
            assertRefused(backup, signed, "does not match this tokenKey");
        }
    }

    @Test
    void resume_signedAndAnyCharacterAltered_refused() {
        String signed = TokenSeal.of(key(1)).sign(token);
        try (CloudBackup backup = open(key(1))) {
            for (int i = 0; i < signed.length(); i++) {
                char other = signed.charAt(i) == 'A' ? 'B' : 'A';
                String altered = signed.substring(0, i) + other + signed.substring(i + 1);
                assertThatThrownBy(() -> backup.operations().resume(altered))
                        .as(altered)
                        .isInstanceOf(Invalid.class);
            }
        }
    }

    @Test
    void resume_signedWhereNoKeyIsSet_refused() {
        try (CloudBackup backup = world.open()) {
            assertRefused(backup, TokenSeal.of(key(1)).sign(token), "has no tokenKey");
        }
    }

    @Test
    void tokenKey_short_invalidAndNotTold() {
        byte[] key = "fifteen letters".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> HuaweiBackup.builder().tokenKey(key))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("15 bytes")
                .message()
                .doesNotContain("fifteen");
        assertThat(TokenSeal.of(key(1)).toString()).isEqualTo("tokens are signed");
    }

    private CloudBackup open(byte[] key) {
        return HuaweiBackup.builder()
                .region(world.cloud.site().region())
                .project(world.cloud.site().project())
                .accessKey("AKEXAMPLE", "SKEXAMPLE")
                .endpoint(world.emulator.address())
                .timeSource(world.cloud.time())
                .tokenKey(key)
                .build();
    }

    private static byte[] key(int content) {
        byte[] key = new byte[TokenSeal.SHORTEST_KEY];
        Arrays.fill(key, (byte) content);
        return key;
    }

    private String forged(String kind, int step, String name, String value) {
        return new Token(kind, step, Map.of(name, value)).write(world.cloud.site());
    }

    private void assertRefused(CloudBackup backup, String refused, String why) {
        assertThatThrownBy(() -> backup.operations().resume(refused))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining(why);
        assertThat(Inventory.of(world.cloud)).isEqualTo(before);
    }

    private String begin() {
        try (CloudBackup backup = world.open()) {
            Operation<Resource.Disk> restore = backup.restorePoints()
                    .restore(world.dataPoint.id(), InPlace.over(world.data).detachingFirst());
            return restore.token();
        }
    }
}
