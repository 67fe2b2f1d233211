package io.github.backup4j.examples.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents of the repository: links and paths in them resolve, and README and the guides show code that runs. */
class DocumentsTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
    private static final Pattern PATH = Pattern.compile("`((?:backup-|examples/)[\\w./-]*/[\\w./-]+)`");
    private static final Pattern MENTION = Pattern.compile("\\b([A-Z]{4,}\\.md)(#[\\w-]+)?");
    private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");

    /** Where code that runs in each build stands. */
    private static final List<Path> TESTED = List.of(ROOT.resolve("examples"), ROOT.resolve("backup-testkit/src/test"));

    @Test
    void links_everyDocument_resolve() {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            found(LINK, read(document)).forEach(target -> {
                if (!target.matches("[a-z]+:.*") && !resolves(document, target)) {
                    broken.add(document.getFileName() + " links to " + target);
                }
            });
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void paths_everyDocument_exist() {
        List<String> missing = new ArrayList<>();
        for (Path document : documents()) {
            found(PATH, read(document)).forEach(path -> {
                if (!path.contains("...") && !Files.exists(ROOT.resolve(path))) {
                    missing.add(document.getFileName() + " names " + path);
                }
            });
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void mentionsOfDocuments_sourcesAndPoms_resolve() throws IOException {
        List<String> broken = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            files.filter(DocumentsTest::isSource).forEach(file -> {
                if (MENTION.matcher(read(file))
                        .results()
                        .anyMatch(mention -> !resolves(ROOT.resolve("README.md"), mention))) {
                    broken.add(file.toString());
                }
            });
        }
        assertThat(broken).isEmpty();
    }

    /** Comments, line breaks and indentation may differ: the documents have their own. */
    @Test
    void java_readmeAndGuides_isCodeThatRuns() throws IOException {
        List<String> tested = new ArrayList<>();
        for (Path folder : TESTED) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(DocumentsTest::isSource).forEach(file -> tested.add(bare(read(file))));
            }
        }
        int blocks = 0;
        List<String> untested = new ArrayList<>();
        for (Path document : readmeAndGuides()) {
            for (String block : found(JAVA, read(document))) {
                blocks++;
                if (tested.stream().noneMatch(source -> source.contains(bare(block)))) {
                    untested.add("no test or example has this code of " + document.getFileName() + ":\n" + block);
                }
            }
        }
        assertThat(untested).isEmpty();
        assertThat(blocks).isGreaterThan(20);
    }

    private static String bare(String code) {
        return code.replaceAll("(?m)(^|[^:\"])//.*$", "$1").replaceAll("\\s", "");
    }

    private static boolean isSource(Path file) {
        String path = ROOT.relativize(file).toString().replace('\\', '/');
        return ((path.endsWith(".java") && path.contains("src/")) || path.endsWith("pom.xml"))
                && !path.contains("target/");
    }

    private static boolean resolves(Path document, MatchResult mention) {
        return resolves(document, mention.group(1) + (mention.group(2) == null ? "" : mention.group(2)));
    }

    private static boolean resolves(Path document, String target) {
        int hash = target.indexOf('#');
        String file = hash < 0 ? target : target.substring(0, hash);
        Path linked = file.isEmpty() ? document : document.resolveSibling(file);
        return Files.exists(linked) && (hash < 0 || anchors(linked).contains(target.substring(hash + 1)));
    }

    /** The anchors that GitHub gives the headings of a document. */
    private static List<String> anchors(Path document) {
        return found(HEADING, read(document)).stream()
                .map(heading -> heading.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w -]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).toList();
    }

    private static List<Path> readmeAndGuides() {
        return documents().stream()
                .filter(document -> document.equals(ROOT.resolve("README.md"))
                        || ROOT.resolve("docs").equals(document.getParent()))
                .toList();
    }

    /** At the root, in docs, and the README of each example. */
    private static List<Path> documents() {
        try (Stream<Path> files = Files.find(
                ROOT,
                3,
                (file, about) -> about.isRegularFile() && file.toString().endsWith(".md"))) {
            List<Path> documents = files.filter(
                            file -> !ROOT.relativize(file).toString().contains("target"))
                    .toList();
            assertThat(documents)
                    .contains(ROOT.resolve("README.md"), ROOT.resolve("docs/application-developer.md"))
                    .contains(ROOT.resolve("examples/junit/README.md"));
            return documents;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
