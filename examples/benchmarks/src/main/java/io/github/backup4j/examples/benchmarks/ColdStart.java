package io.github.backup4j.examples.benchmarks;

import io.github.backup4j.examples.benchmarks.FirstAnswer.By;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * How long it takes from the start of a JVM to the first answer, through the provider for Huawei Cloud and through its SDK alone,
 * with and without an archive of the classes that were loaded, in about two minutes.
 *
 * <pre>{@code
 * mvn -q -Pbench -DskipTests -pl examples/benchmarks -am verify \
 *     -Dbench.main=io.github.backup4j.examples.benchmarks.ColdStart
 * }</pre>
 *
 * <p>The JVMs take turns. What is compared is of the same turn. An archive is made with {@code -XX:ArchiveClassesAtExit=FILE} by
 * a first run, and used with {@code -XX:SharedArchiveFile=FILE}. Java archives no class of a directory, so directories of the class
 * path are packed first, for all of them.
 */
public final class ColdStart {
    private static final int ROUNDS = 15;

    /** For a program that runs for seconds: no compilation that would pay only later, and no threads to collect garbage. */
    private static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private final List<String> where;
    private final String classPath;
    private final Map<Start, Path> archives = new EnumMap<>(Start.class);

    private ColdStart(List<String> where, String classPath) {
        this.where = where;
        this.classPath = classPath;
    }

    /** How a JVM is started, and whom it asks through. */
    private enum Start {
        NOBODY(By.NOBODY, "the JVM alone", false),
        SDK(By.SDK, "the SDK", false),
        PROVIDER(By.PROVIDER, "the provider", false),
        SDK_ARCHIVED(By.SDK, "the SDK, with an archive", true),
        PROVIDER_ARCHIVED(By.PROVIDER, "the provider, with an archive", true),
        PROVIDER_SHORT(By.PROVIDER, "the provider, " + String.join(" ", SHORT_LIVED), false),
        PROVIDER_BOTH(By.PROVIDER, "the provider, with both", true);

        private final By by;
        private final String words;
        private final boolean archived;

        Start(By by, String words, boolean archived) {
            this.by = by;
            this.words = words;
            this.archived = archived;
        }

        private List<String> options() {
            return this == PROVIDER_SHORT || this == PROVIDER_BOTH ? SHORT_LIVED : List.of();
        }
    }

    /**
     * Measures, and prints the times.
     *
     * @param args how many rounds; none: fifteen
     * @throws IOException if a JVM or a server cannot be started
     */
    public static void main(String... args) throws IOException {
        Path directory = Files.createTempDirectory("cold-start");
        try (HuaweiScene scene = new HuaweiScene();
                ReplayServer server = new ReplayServer(scene.address())) {
            List<String> where =
                    List.of(server.address().toString(), scene.vault().value());
            new ColdStart(where, packed(directory))
                    .measure(directory, args.length == 0 ? ROUNDS : Integer.parseInt(args[0]));
        } finally {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
    }

    private void measure(Path directory, int count) throws IOException {
        for (Start start : Start.values()) {
            if (start.archived) {
                Path archive = directory.resolve(start + ".jsa");
                var unused = time(start, List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:cds=off"));
                archives.put(start, archive);
            }
        }
        var unused = round();
        List<Map<Start, Double>> rounds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rounds.add(round());
        }
        System.out.println("From the start of a JVM to the first vault with its policies, " + count + " rounds");
        for (Start start : Start.values()) {
            print(start.words, "ms", rounds, round -> time(round, start));
        }
        print("provider / SDK", "times", rounds, round -> time(round, Start.PROVIDER) / time(round, Start.SDK));
        print(
                "provider / SDK, with archives",
                "times",
                rounds,
                round -> time(round, Start.PROVIDER_ARCHIVED) / time(round, Start.SDK_ARCHIVED));
        for (Map.Entry<Start, Path> archive : archives.entrySet()) {
            System.out.printf(
                    Locale.ROOT,
                    "  archive of %s: %d MB%n",
                    archive.getKey().words,
                    Files.size(archive.getValue()) >> 20);
        }
    }

    private Map<Start, Double> round() throws IOException {
        Map<Start, Double> times = new EnumMap<>(Start.class);
        for (Start start : Start.values()) {
            Path archive = archives.get(start);
            times.put(start, time(start, archive == null ? List.of() : List.of("-XX:SharedArchiveFile=" + archive)));
        }
        return times;
    }

    /** How long one takes, in milliseconds. */
    private double time(Start start, List<String> more) throws IOException {
        List<String> options = new ArrayList<>(start.options());
        options.addAll(more);
        List<String> args = new ArrayList<>(List.of(start.by.name()));
        args.addAll(where);
        long begun = System.nanoTime();
        try (ChildJvm child = ChildJvm.start(options, classPath, FirstAnswer.class, args)) {
            String answer = child.line();
            double time = (System.nanoTime() - begun) / 1e6;
            if (answer == null) {
                throw new IOException(start + " got no answer");
            }
            return time;
        }
    }

    private static void print(
            String what, String unit, List<Map<Start, Double>> rounds, ToDoubleFunction<Map<Start, Double>> figure) {
        Spread spread = Spread.of(rounds, figure);
        System.out.printf(
                Locale.ROOT,
                "  %-60s %7.2f %s  (%.2f to %.2f)%n",
                what,
                spread.median(),
                unit,
                spread.least(),
                spread.most());
    }

    private static double time(Map<Start, Double> round, Start start) {
        return Objects.requireNonNull(round.get(start));
    }

    /** The class path of this JVM, with its directories packed. */
    private static String packed(Path directory) throws IOException {
        List<String> packed = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            packed.add(
                    Files.isDirectory(path)
                            ? pack(path, directory.resolve("classes-" + packed.size() + ".jar"))
                                    .toString()
                            : entry);
        }
        return String.join(File.pathSeparator, packed);
    }

    private static Path pack(Path classes, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> all = Files.walk(classes)) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(each).toString().replace(File.separatorChar, '/')));
                Files.copy(each, out);
                out.closeEntry();
            }
        }
        return jar;
    }
}
