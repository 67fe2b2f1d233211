package io.github.backup4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * An archive of the classes that commands load, as a JVM has loaded them once: a command then takes about a fifth less processor time.
 * It is for one class path, and that has jars only: folders of classes are packed.
 *
 * @param classPath the class path
 * @param options the options of a JVM that uses the archive; none where JVMs make no such archives
 */
record ClassArchive(String classPath, List<String> options) {
    private static final Path FOLDER = Path.of("target", "class-archive");

    /** Returns the archive for the class path of these tests. */
    static ClassArchive ofTheTests() {
        return Holder.MADE;
    }

    private static final class Holder {
        static final ClassArchive MADE = make();
    }

    private static ClassArchive make() {
        try {
            Files.createDirectories(FOLDER);
            List<String> jars = new ArrayList<>();
            for (String part : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
                Path path = Path.of(part);
                if (Files.isDirectory(path)) {
                    jars.add(packed(path, FOLDER.resolve(jars.size() + ".jar").toAbsolutePath()));
                } else if (Files.exists(path)) {
                    jars.add(part);
                }
            }
            String classPath = String.join(File.pathSeparator, jars);
            return new ClassArchive(classPath, options(classPath));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String packed(Path folder, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream packed = new JarOutputStream(out);
                Stream<Path> files = Files.walk(folder)) {
            packed.setLevel(0);
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = folder.relativize(file).toString().replace(File.separatorChar, '/');
                packed.putNextEntry(new JarEntry(name));
                Files.copy(file, packed);
                packed.closeEntry();
            }
        }
        return jar.toString();
    }

    private static List<String> options(String classPath) throws IOException, InterruptedException {
        return of("tests", List.of("-cp", classPath, Main.class.getName()));
    }

    /**
     * Makes an archive of the classes that a program loads for a backup in Huawei Cloud, and returns the options of a JVM that uses
     * it; none if there is no archive.
     *
     * @param name its name
     * @param program the words that start the command after the options of a JVM
     */
    static List<String> of(String name, List<String> program) throws IOException, InterruptedException {
        Path archive = Files.createDirectories(FOLDER).resolve(name + ".jsa").toAbsolutePath();
        Files.deleteIfExists(archive);
        List<String> words = Tty.jvm(List.of("-Xlog:disable", "-XX:ArchiveClassesAtExit=" + archive), program);
        try (HuaweiEmulator emulator = HuaweiEmulator.builder()
                        .cloud(DemoWorld.create(DemoWorld.NOW))
                        .start();
                Tty once = Tty.without(
                        words,
                        TerminalTest.environment(TerminalTest.address(emulator)),
                        "take",
                        "--vault",
                        "vault-2",
                        "--no-wait",
                        "--json")) {
            assertThat(once.exitCode()).as(once.text()).isEqualTo(ExitCode.STILL_RUNNING);
        }
        // It says nothing if the archive cannot be used after all.
        return Files.exists(archive) ? List.of("-Xlog:disable", "-XX:SharedArchiveFile=" + archive) : List.of();
    }
}
