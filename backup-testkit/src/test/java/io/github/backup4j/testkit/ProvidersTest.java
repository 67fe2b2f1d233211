package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Invalid;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.Site;
import io.github.backup4j.VaultSpec;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clouds that are opened by the name of their provider. */
class ProvidersTest {
    private static final String NAME = "providers-test";

    @AfterEach
    void forget() {
        InMemoryCloud.forget(NAME);
    }

    @Test
    void open_memory_anEmptyCloudOfItsOwn() {
        try (CloudBackup one = CloudBackup.open("memory:");
                CloudBackup other = CloudBackup.open("memory:")) {
            one.vaults().create(VaultSpec.forDisks("v", DataSize.gib(10)));

            assertThat(one.vaults().list()).hasSize(1);
            assertThat(other.vaults().list()).isEmpty();
        }
    }

    @Test
    void open_memoryWithName_theCloudOfThatName() {
        Resource.Disk disk = InMemoryCloud.named(NAME).addDisk("orders", DataSize.gib(40));

        try (CloudBackup backup = CloudBackup.open("memory:" + NAME)) {
            assertThat(backup.resources().get(disk).name()).isEqualTo("orders");
        }
        try (CloudBackup again = CloudBackup.open(Map.of("provider", "memory", "name", NAME))) {
            assertThat(again.resources().get(disk).name())
                    .as("closing it closes no other")
                    .isEqualTo("orders");
        }
    }

    @Test
    void named_forgotten_aNewOne() {
        InMemoryCloud cloud = InMemoryCloud.named(NAME);

        assertThat(InMemoryCloud.named(NAME)).isSameAs(cloud);
        InMemoryCloud.forget(NAME);
        assertThat(InMemoryCloud.named(NAME)).isNotSameAs(cloud);
    }

    @Test
    void open_memoryWithRegion_isThere() {
        try (CloudBackup backup = CloudBackup.open("memory://region-2/project-7")) {
            assertThat(backup.site()).isEqualTo(new Site("region-2", "project-7"));
        }
    }

    @Test
    void open_memoryWithOnlyAProjectOrARegion_theOtherIsTheDefault() {
        try (CloudBackup project = CloudBackup.open("memory:?project=project-7");
                CloudBackup region = CloudBackup.open("memory:?region=region-7")) {
            assertThat(project.site()).isEqualTo(new Site("region-1", "project-7"));
            assertThat(region.site()).isEqualTo(new Site("region-7", "project-1"));
        }
    }

    @Test
    void open_memoryWithNameAndPlace_thatCloudAsSeenFromThere() {
        Site there = new Site("region-2", "project-9");
        InMemoryCloud.named(NAME).addDisk("orders", DataSize.gib(40));
        Resource.Disk disk = InMemoryCloud.named(NAME).at(there).addDisk("copies", DataSize.gib(40));

        try (CloudBackup address = CloudBackup.open("memory:" + NAME + "?region=region-2&project=project-9");
                CloudBackup map = CloudBackup.open(
                        Map.of("provider", "memory", "name", NAME, "region", "region-2", "project", "project-9"))) {
            assertThat(address.site()).isEqualTo(there);
            assertThat(map.site()).isEqualTo(there);
            assertThat(address.resources().list())
                    .extracting(ProtectableResource::resource)
                    .containsExactly(disk);
            assertThat(map.resources().get(disk)).isEqualTo(address.resources().get(disk));
        }
    }

    @Test
    void open_memoryWithNameAndOnlyARegion_projectOfThatCloud() {
        try (CloudBackup backup = CloudBackup.open("memory:" + NAME + "?region=region-2")) {
            assertThat(backup.site())
                    .isEqualTo(new Site(
                            "region-2", InMemoryCloud.named(NAME).site().project()));
        }
    }

    @Test
    void open_memoryWithNameAndUnknownSetting_refusedWithThoseThatItKnows() {
        assertThatThrownBy(() -> CloudBackup.open("memory:" + NAME + "?regoin=region-2"))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("regoin")
                .hasMessageContaining("name")
                .hasMessageContaining("project")
                .hasMessageContaining("region");
    }

    @Test
    void open_unknownProvider_refusedWithThoseOnTheClassPath() {
        assertThatThrownBy(() -> CloudBackup.open("clowd://r/p"))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("no provider is called \"clowd\"")
                .hasMessageContaining("[memory]");
    }

    @Test
    void open_unknownSetting_refused() {
        assertThatThrownBy(() -> CloudBackup.open("memory:?speed=9"))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("knows no setting speed");
    }

    @Test
    void open_contextClassLoaderThatSeesNothing_findsProvidersBesideTheApi() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(null);
        try (CloudBackup backup = CloudBackup.open("memory:")) {
            assertThat(backup.vaults().list()).isEmpty();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void open_providerThatCannotBeLoaded_refusedWithItsName(@TempDir Path folder) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve("io.github.backup4j.spi.BackupProvider"), "com.example.Missing\n");
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
            Thread.currentThread().setContextClassLoader(loader);

            assertThatThrownBy(() -> CloudBackup.open("memory:"))
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining("com.example.Missing");
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }
}
