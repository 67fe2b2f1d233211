package io.github.backup4j.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.DataSize;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.testkit.DiskSetup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application as it is started under the profile emulator: a process of its own, on what it has at run time, and a key. */
class EmulatorProfileTest {
    /** A class path of tests has more, and hides what the application lacks. */
    private static final String CLASS_PATH = System.getProperty("application.classpath");

    @Test
    void start_emulatorProfile_protectsOverHttp(@TempDir Path folder) throws Exception {
        Path output = folder.resolve("output");
        try (HuaweiEmulator emulator = HuaweiEmulator.builder().start()) {
            emulator.cloud().addDisk(DiskSetup.of("orders", DataSize.gib(40)).withTags(Map.of("app", "shop")));
            ProcessBuilder application = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            CLASS_PATH,
                            BackupApplication.class.getName(),
                            "--spring.profiles.active=emulator",
                            "--spring.main.web-application-type=none",
                            "--emulator=" + emulator.address(),
                            "--backup4j.reconcile=apply",
                            "--backup4j.posture.refresh=0s")
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            application.environment().put("HUAWEICLOUD_SDK_AK", "any");
            application.environment().put("HUAWEICLOUD_SDK_SK", "any-secret-key");

            Process process = application.start();
            boolean ended = process.waitFor(5, TimeUnit.MINUTES);
            process.destroyForcibly();

            String said = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(ended).as(said).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
            assertThat(emulator.cloud().backup().vaults().list()).as(said).hasSize(1);
            assertThat(said).doesNotContain("any-secret-key", " ERROR ");
        }
    }
}
