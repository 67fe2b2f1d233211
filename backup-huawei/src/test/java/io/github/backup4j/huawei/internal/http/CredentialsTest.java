package io.github.backup4j.huawei.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.core.auth.BasicCredentials;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What happens while the SDK looks for keys. */
class CredentialsTest {
    /** A virtual thread that waits for a metadata service in a monitor keeps its carrier thread from all others. */
    @Test
    void project_providerThatWaits_isAskedWithoutAMonitor() {
        AtomicReference<@Nullable Credentials> asked = new AtomicReference<>();
        AtomicReference<@Nullable Boolean> held = new AtomicReference<>();
        Credentials credentials = Credentials.from(() -> {
            held.set(Thread.holdsLock(Objects.requireNonNull(asked.get())));
            return new BasicCredentials().withAk("AK").withSk("SK").withProjectId("project-1");
        });
        asked.set(credentials);

        assertThat(credentials.project()).isEqualTo("project-1");
        assertThat(held.get()).isFalse();
    }
}
