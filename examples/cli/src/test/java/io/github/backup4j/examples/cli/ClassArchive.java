package io.github.backup4j.examples.cli;

import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /**
     * Makes an archive of the classes that commands load for a cloud in memory and for one that is emulated, and returns the options of
     * a JVM that uses it; none if there is no archive.
     */
    private static List<String> options(String classPath) throws IOException, InterruptedException {
        Path archive = FOLDER.resolve("tests.jsa").toAbsolutePath();
        Files.deleteIfExists(archive);
        List<String> words = Tty.jvm(
                List.of("-Xlog:disable", "-XX:ArchiveClassesAtExit=" + archive),
                List.of("-cp", classPath, CommandLoop.class.getName()));
        Path protections =
                Files.writeString(FOLDER.resolve("protections.yaml"), DemoCommand.resource("demo-protections.yaml"));
        try (HuaweiEmulator emulator =
                HuaweiEmulator.builder().cloud(DemoWorld.create(DemoWorld.NOW)).start()) {
            String cloud = TerminalTest.address(emulator);
            Map<String, String> keys = new HashMap<>(TerminalTest.environment(cloud));
            // The loop would open it on a clock of its own, which is not what commands do.
            keys.remove("BACKUP4J_CLOUD");
            try (TypedCommands commands = TypedCommands.without(Tty.without(words, keys))) {
                var unused = commands.run(
                        ExitCode.STILL_RUNNING, "take", "--vault", "vault-2", "--no-wait", "--json", "--cloud", cloud);
                unused = commands.run(ExitCode.FINDINGS, "posture", "--cloud", cloud);
                unused = commands.run(ExitCode.FINDINGS, "plan", protections.toString(), "--cloud", cloud);
                unused = commands.run(ExitCode.SAFE, "take", "--tagged", "app=shop");
                unused = commands.run(ExitCode.SAFE, "apply", protections.toString(), "--json");
                unused = commands.run(ExitCode.SAFE, "restore", "--newest-of", "ledger", "--to-disk", "again");
                unused = commands.run(ExitCode.SAFE, "drill", "ledger", "--check", "true", "--rto", "2h");
            }
        }
        // It says nothing if the archive cannot be used after all.
        return Files.exists(archive) ? List.of("-Xlog:disable", "-XX:SharedArchiveFile=" + archive) : List.of();
    }
}
