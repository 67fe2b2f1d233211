package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Invalid;
import io.github.backup4j.Resource;
import io.github.backup4j.Site;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.testkit.InMemoryCloud;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Huawei Cloud, opened by name. */
class HuaweiProviderTest {
    /** The child opens the emulator by an address; its access key is in its environment. */
    @Test
    void open_addressAndKeyFromTheEnvironment_callsTheCloud() throws Exception {
        InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, Form.RECORDED)) {
            String address = "huawei://" + cloud.site().region() + "/"
                    + cloud.site().project() + "?credentials=environment&endpoint=" + emulator.address();
            ProcessBuilder builder = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Child.class.getName(),
                    address);
            builder.environment().put("HUAWEICLOUD_SDK_AK", "any-access-key");
            builder.environment().put("HUAWEICLOUD_SDK_SK", "any-secret-key");

            Process process = builder.redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(output).isZero();
            assertThat(output).contains(disk + " orders").doesNotContain("any-secret-key");
        }
    }

    @Test
    void open_allSettings_noIo() {
        try (CloudBackup backup = CloudBackup.open(Map.ofEntries(
                Map.entry("provider", "huawei"),
                Map.entry("region", "eu-west-101"),
                Map.entry("project", "p"),
                Map.entry("account", "a"),
                Map.entry("image-copy-agency", "agency"),
                Map.entry("credentials", "metadata"),
                Map.entry("endpoint", "https://127.0.0.1:1"),
                Map.entry("endpoint.bss", "https://127.0.0.1:2"),
                Map.entry("connect-timeout", "5s"),
                Map.entry("read-timeout", "30s"),
                Map.entry("call-time", "2m"),
                Map.entry("poll-time", "30s"),
                Map.entry("response-limit", "8 MiB"),
                Map.entry("list-limit", "5000"),
                Map.entry("poll-interval", "10s"),
                Map.entry("attempts", "3"),
                Map.entry("retry-time", "1m"),
                Map.entry("busy-time", "0s"),
                Map.entry("calls-at-once", "4"),
                Map.entry("date-header", "X-Emulator-Date")))) {
            assertThat(backup.site()).isEqualTo(new Site("eu-west-101", "p"));
        }
    }

    @Test
    void open_noRegion_refused() {
        assertThatThrownBy(() -> CloudBackup.open("huawei:"))
                .isInstanceOf(Invalid.class)
                .hasMessage("setting region is missing; give one, such as eu-west-101");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "credentials=magic",
                "attempts=many",
                "readTimeout=never",
                "responseLimit=1 B",
                "endpoint.nosuch=https://127.0.0.1",
                "endpoint=ftp://127.0.0.1",
                "dateHeader=x y",
                "trustingAnyCertificate=true",
                "allowingPlainHttp=true"
            })
    void open_settingThatCannotBe_refusedWithItsName(String setting) {
        assertThatThrownBy(() -> CloudBackup.open("huawei://eu-west-101/p?" + setting.replace(" ", "%20")))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining(
                        setting.equals("endpoint=ftp://127.0.0.1")
                                ? "ftp://127.0.0.1"
                                : setting.substring(0, setting.indexOf('=')).replace("endpoint.", ""));
    }

    @Test
    void open_plainHttpToAnotherMachine_refused() {
        assertThatThrownBy(() -> CloudBackup.open("huawei://eu-west-101/p?endpoint=http://192.0.2.1"))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("allowingPlainHttp");
    }

    @Test
    void open_keyInTheAddressOfAService_refusedWithoutRepeatingIt() {
        for (String setting : new String[] {"endpoint", "endpoint.cbr"}) {
            assertThatThrownBy(() ->
                            CloudBackup.open("huawei://eu-west-101/p?" + setting + "=https://hush:hush@127.0.0.1"))
                    .isInstanceOf(Invalid.class)
                    .hasMessageNotContaining("hush");
        }
    }

    @Test
    void open_unknownProvider_messageListsBoth() {
        assertThatThrownBy(() -> CloudBackup.open("other:"))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("[huawei, memory]");
    }

    /** Lists the disks of the cloud at an address. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            try (CloudBackup backup = CloudBackup.open(arguments[0])) {
                backup.resources().list().forEach(found -> System.out.println(found.resource() + " " + found.name()));
            }
        }
    }
}
