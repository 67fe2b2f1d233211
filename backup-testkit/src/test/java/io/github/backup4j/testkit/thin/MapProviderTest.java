package io.github.backup4j.testkit.thin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.Invalid;
import io.github.backup4j.Site;
import io.github.backup4j.spi.BackupProvider;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The thin provider is opened by its name, as an application that has it on the class path does. */
class MapProviderTest {
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private URLClassLoader jar;

    @BeforeEach
    void putOnTheClassPath(@TempDir Path folder) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(BackupProvider.class.getName()), MapProvider.class.getName() + "\n");
        jar = new Jar(folder, before);
        Thread.currentThread().setContextClassLoader(jar);
    }

    @AfterEach
    void takeFromTheClassPath() throws IOException {
        Thread.currentThread().setContextClassLoader(before);
        jar.close();
    }

    @Test
    void open_addressOrSettings_theSameSite() {
        try (CloudBackup byAddress = CloudBackup.open("maps://region-1/project-1?workTakes=5s");
                CloudBackup bySettings =
                        CloudBackup.open(Map.of("provider", "maps", "region", "region-1", "project", "project-1"))) {
            assertThat(byAddress.site()).isEqualTo(new Site("region-1", "project-1"));
            assertThat(bySettings.site()).isEqualTo(byAddress.site());
            assertThat(byAddress.resources().list()).isEmpty();
        }
    }

    @Test
    void open_settingMissingMisspelledOrWrong_refusedWithItsName() {
        assertThatThrownBy(() -> CloudBackup.open("maps://region-1"))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("setting project is missing");
        assertThatThrownBy(() -> CloudBackup.open("maps://region-1/project-1?workTaks=5s"))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("knows no setting workTaks; it knows project, region, workTakes");
        assertThatThrownBy(() -> CloudBackup.open("maps://region-1/project-1?workTakes=soon"))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("setting workTakes is \"soon\"");
    }

    @Test
    void open_unknownName_refusedWithAllOnTheClassPath() {
        assertThatThrownBy(() -> CloudBackup.open("map://region-1/project-1"))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("maps")
                .hasMessageContaining("memory");
    }

    /**
     * Loads this package anew, as from a jar on the class path. Tests run within the module of the testkit, whose descriptor does not
     * provide the thin provider, and ServiceLoader passes over classes of modules that a service file names.
     */
    private static final class Jar extends URLClassLoader {
        private static final String PACKAGE = MapProvider.class.getPackageName() + ".";

        Jar(Path services, ClassLoader parent) throws IOException {
            super(new URL[] {services.toUri().toURL(), testClasses()}, parent);
        }

        private static URL testClasses() throws IOException {
            String name = MapProvider.class.getName().replace('.', '/') + ".class";
            String found = Objects.requireNonNull(MapProvider.class.getResource("MapProvider.class"))
                    .toString();
            return URI.create(found.substring(0, found.length() - name.length()))
                    .toURL();
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(PACKAGE)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }
}
