package io.github.backup4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.BackupException.Detail;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What failures carry as data. */
class FailureDetailTest {
    private static final Resource.Disk DISK = Resource.disk("d-1");
    private static final VaultId VAULT = new VaultId("v-1");

    @Test
    void about_resourcesAndVault_areKeptBesideTheRest() {
        Conflict conflict =
                new Conflict("in use", Detail.code("E-1").about(DISK).inVault(VAULT), null);

        assertThat(conflict.resources()).containsExactly(DISK);
        assertThat(conflict.vault()).contains(VAULT);
        assertThat(conflict.code()).contains("E-1");
    }

    @Test
    void about_nothing_isEmpty() {
        assertThat(new NotFound("gone").resources()).isEmpty();
        assertThat(new NotFound("gone").vault()).isEmpty();
    }

    /** A cloud may put anything into its answers, and logs and terminals show it. */
    @Test
    void texts_ofACloud_areOnOneLineAndTurnNothingAround() {
        Detail detail = new Detail("E\n1" + "x".repeat(100), "r\u001b[2J" + "y".repeat(500), null, null);

        Conflict conflict = new Conflict("refused:\r\n\u001b[31mOK\u202e\u2028\u0085done", detail, null);

        assertThat(conflict).hasMessage("refused: [31mOK done");
        assertThat(conflict.code().orElseThrow()).startsWith("E 1xxx").hasSize(64);
        assertThat(conflict.requestId().orElseThrow()).startsWith("r [2Jyyy").hasSize(128);
    }

    @Test
    void retryable_quotaExceeded_ifItSaysWhen() {
        Detail soon = new Detail("E-1", null, 429, Duration.ofMinutes(1));

        assertThat(new QuotaExceeded("as many runs as may run at once", soon, null).retryable())
                .isTrue();
        assertThat(new QuotaExceeded("the vault is full").retryable()).isFalse();
    }

    @Test
    void serialized_withResources_isTheSame() throws Exception {
        Conflict conflict = new Conflict(
                "in use", Detail.NONE.about(DISK, Resource.server("s-1")).inVault(VAULT), null);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(conflict);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            Conflict read = (Conflict) in.readObject();

            assertThat(read.resources()).isEqualTo(conflict.resources());
            assertThat(read.vault()).contains(VAULT);
        }
    }

    @Test
    void skippedAndFailed_sayWhyInOneLine() {
        assertThat(new BackupRun.Skipped(DISK, "E-1", "it is busy"))
                .hasToString("disk d-1 was skipped: it is busy (E-1)");
        assertThat(new BackupRun.Skipped(DISK, "E-1", null)).hasToString("disk d-1 was skipped: E-1");
        assertThat(new BackupRun.Skipped(DISK, null, null))
                .hasToString("disk d-1 was skipped; the cloud does not say why");
    }

    @Test
    void only_collection_isTheSameAsArray() {
        BackupSpec spec = BackupSpec.of(VAULT);

        assertThat(spec.only(List.of(DISK))).isEqualTo(spec.only(DISK));
        assertThatThrownBy(() -> spec.only(List.of()))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("leave only() out");
        assertThatThrownBy(() -> spec.only(List.of(DISK, DISK))).isInstanceOf(Invalid.class);
    }
}
